/** Event: something has happened. Everybody who waits is woken, and who comes later need not wait. */
import { REASON } from '../engine/abi.js';
import type { Continuation } from '../frames/continuation.js';
import type { Observer } from '../hub/observer.js';
import { completed } from '../hub/wait.js';
import { Named } from './named.js';
import { limitOf, type WaitOptions } from './options.js';
import { WaitList } from './wait-list.js';
import { Watchers } from './watchers.js';

/**
 * A flag to wait for. Whoever is parked in `wait` at the moment of `set` is woken, even if `clear` follows at once. Only `wait`
 * may switch away. Throws GS_BAD_ARGUMENT for a bad timeout.
 *
 * @example
 * const ready = new Event();
 * const g = spawn(function* () { yield ready.wait(); return 'go' });
 * ready.set();
 * console.log(await g, ready.isSet()); // prints go true
 */
export class Event extends Named {
  #isSet = false;
  readonly #waiters = new WaitList(this);
  readonly #watchers = new Watchers();

  isSet(): boolean {
    return this.#isSet;
  }

  /** Wakes everybody. Setting it again does nothing. Does not switch. */
  set(): void {
    if (this.#isSet) return;
    this.#isSet = true;
    this.#waiters.wakeAll(true);
    this.#watchers.tell(this);
  }

  /** From now on `wait` waits again. */
  clear(): void {
    this.#isSet = false;
  }

  /** Blocks until it is set; true, or false when the time (ms) is over. May switch away unless it is set. */
  // biome-ignore lint/suspicious/noExplicitAny: boolean, or a promise of it in main and async bodies
  wait(options?: WaitOptions): any {
    const limit = limitOf('wait', options);
    if (this.#isSet || limit === 0) return completed('wait', this.#isSet);
    return this.#waiters.wait('wait', REASON.EVENT, undefined, limit);
  }

  /** @internal */
  _observe(observer: Observer): void {
    if (this.#isSet) observer.ended(this);
    else this.#watchers.add(observer);
  }

  /** @internal */
  _unobserve(observer: Observer): void {
    this.#watchers.delete(observer);
  }

  /** @internal */
  timedOut(waiter: Continuation): void {
    waiter._wakeValue = false;
  }

  /** @internal */
  describeWait(): string {
    return `${this.name} (not set)`;
  }
}
