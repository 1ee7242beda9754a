/** Who is told of a greenlet's end: joiners, links, promises. A linked list, because most greenlets have none or one. */
import type { Greenlet } from './greenlet.js';

export abstract class Observer {
  next: Observer | null = null;
  abstract ended(greenlet: Greenlet): void;
}

export class ObserverList {
  #first: Observer | null = null;
  #last: Observer | null = null;

  add(observer: Observer): void {
    if (this.#last === null) this.#first = observer;
    else this.#last.next = observer;
    this.#last = observer;
  }

  removeWhere(matches: (observer: Observer) => boolean): void {
    let before: Observer | null = null;
    for (let one = this.#first; one !== null; one = one.next) {
      if (!matches(one)) {
        before = one;
        continue;
      }
      if (before === null) this.#first = one.next;
      else before.next = one.next;
      if (this.#last === one) this.#last = before;
    }
  }

  tell(greenlet: Greenlet): void {
    for (let one = this.#first; one !== null; one = one.next) one.ended(greenlet);
  }
}
