/**
 * Who is told when something becomes ready: joiners, links, `wait`. An observer is in one list at a time, and carries
 * the links of that list itself: adding and taking one out is O(1), however many there are, and one observer is no list.
 *
 *     first ⇄ second ⇄ third      first.prev is the last; last.next is null; an observer in no list has prev null
 */

/** What `wait` and `iwait` accept: something that becomes ready, once or from time to time. */
export interface Waitable {
  /** @internal Calls `observer.ended(this)` once, when it becomes ready; at once if it is. */
  _observe(observer: Observer): void;
  /** @internal Takes back what observe did, if it has not been told yet. */
  _unobserve(observer: Observer): void;
}

export abstract class Observer {
  /** @internal */
  next: Observer | null = null;
  /** @internal */
  prev: Observer | null = null;

  abstract ended(source: Waitable): void;

  /** @internal Whoever it tells will know of a failure, so that nobody else has to be told. */
  get seesFailures(): boolean {
    return true;
  }
}

/** The first of the list after `observer` was added at its end. */
export function append(first: Observer | null, observer: Observer): Observer {
  if (first === null) {
    observer.prev = observer;
    return observer;
  }
  const last = first.prev as Observer;
  last.next = observer;
  observer.prev = last;
  first.prev = observer;
  return first;
}

/** The first of the list after `observer`, which is in it or in none, was taken out. */
export function without(first: Observer | null, observer: Observer): Observer | null {
  const { prev, next } = observer;
  if (first === null || prev === null) return first;
  observer.prev = observer.next = null;
  if (observer === first) {
    if (next !== null) next.prev = prev;
    return next;
  }
  prev.next = next;
  (next ?? first).prev = prev;
  return first;
}
