/** What `wait()` can wait for, and who is told when it becomes ready. */

export interface Waitable {
  /** @internal Calls `observer.ended(this)` once, when it becomes ready; at once if it is. */
  observe(observer: Observer): void;
  /** @internal That one is not told any more. */
  unobserve(observer: Observer): void;
}

export abstract class Observer {
  abstract ended(source: Waitable): void;
}
