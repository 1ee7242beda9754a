/** Observers of a primitive (of `wait()` and `iwait()`), told once when it becomes ready, in the order they came. */
import type { Observer, Waitable } from '../hub/observer.js';

export class Watchers {
  #observers: Set<Observer> | null = null;

  add(observer: Observer): void {
    this.#observers ??= new Set();
    this.#observers.add(observer);
  }

  delete(observer: Observer): void {
    this.#observers?.delete(observer);
  }

  tell(source: Waitable): void {
    const observers = this.#observers;
    if (observers === null) return;
    this.#observers = null;
    for (const one of observers) one.ended(source);
  }
}
