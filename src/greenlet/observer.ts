/** Who is told of a greenlet's end: joiners, links, promises. Most greenlets have none or one, so that is no list yet. */
import type { Greenlet } from './greenlet.js';

export abstract class Observer {
  next: Observer | null = null;
  abstract ended(greenlet: Greenlet): void;
}

/** Several observers of one greenlet, told in the order they came. */
class ObserverList extends Observer {
  #first: Observer;
  #last: Observer;

  constructor(first: Observer) {
    super();
    this.#first = this.#last = first;
  }

  add(observer: Observer): void {
    this.#last.next = observer;
    this.#last = observer;
  }

  /** The list without those that match, or what is left when it is no list any more. */
  without(matches: (observer: Observer) => boolean): Observer | null {
    let list: Observer | null = null;
    for (let one: Observer | null = this.#first; one !== null; ) {
      const { next } = one as Observer;
      one.next = null;
      if (!matches(one)) list = append(list, one);
      one = next;
    }
    return list;
  }

  ended(greenlet: Greenlet): void {
    for (let one: Observer | null = this.#first; one !== null; one = one.next) one.ended(greenlet);
  }
}

/** One observer more: null, then itself, then a list. */
export function append(list: Observer | null, observer: Observer): Observer {
  if (list === null) return observer;
  const several = list instanceof ObserverList ? list : new ObserverList(list);
  several.add(observer);
  return several;
}

export function without(list: Observer | null, matches: (observer: Observer) => boolean): Observer | null {
  if (list instanceof ObserverList) return list.without(matches);
  return list !== null && matches(list) ? null : list;
}
