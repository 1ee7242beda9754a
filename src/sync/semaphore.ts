/**
 * Semaphore: n permits. A release hands its permit to whoever has waited longest, so nobody can be overtaken:
 *
 *     S1: while somebody waits, the counter is 0.
 *     S2: a permit is in the counter, with a holder, or on its way to a waiter; who dies on that way hands it on.
 * The alternative, to count up and let whoever comes first take it (as gevent does), lets a loop of acquire and release starve
 * all others.
 */
import { REASON } from '../engine/abi.js';
import { Timeout } from '../errors/greenspool-error.js';
import type { Continuation } from '../frames/continuation.js';
import type { Observer } from '../hub/observer.js';
import { canComplete, complete, completed, failed, grant } from '../hub/wait.js';
import { Held } from './held.js';
import { Named, type NameOptions } from './named.js';
import { type BlockOptions, checkCount, limitOf, type WaitOptions } from './options.js';
import { WaitList } from './wait-list.js';
import { Watchers } from './watchers.js';
import { withLock } from './with-lock.js';

/**
 * A counter of permits: `acquire` takes one and waits while there is none, `release` gives one back and may be called by
 * anybody. `acquire`, `hold` and `withLock` may switch away. Throws GS_BAD_ARGUMENT for counts and timeouts that are none.
 *
 * @example
 * const two = new Semaphore(2);
 * const job = function* (i) { yield two.acquire(); yield sleep(5); two.release(); return i };
 * console.log((await joinAll([1, 2, 3].map((i) => spawn(job, i)))).map((g) => g.value)); // prints [ 1, 2, 3 ]
 */
export class Semaphore extends Named {
  /** How many permits it was made with. */
  readonly #initial: number;
  #counter: number;
  readonly #waiters = new WaitList(this);
  readonly #watchers = new Watchers();

  constructor(permits = 1, options?: NameOptions) {
    super(options);
    this.#initial = this.#counter = checkCount('Semaphore', 'the number of permits', permits);
  }

  /** How many permits can be taken without waiting. */
  get counter(): number {
    return this.#counter;
  }

  /** True when the next `acquire` would wait. */
  locked(): boolean {
    return this.#counter === 0;
  }

  /** Blocks until there is a permit and takes it: true; or false when the time (ms) is over. */
  // biome-ignore lint/suspicious/noExplicitAny: boolean, or a promise of it in main and async bodies
  acquire(options?: BlockOptions): any {
    const limit = limitOf('acquire', options);
    if (this.#counter > 0 && canComplete('acquire')) return complete('acquire', this.#take(true));
    if (limit === 0) return completed('acquire', false);
    return this.#waiters.wait('acquire', REASON.PERMIT, true, limit);
  }

  /** Like `acquire`, but ends with the permit as an object for `using`, and throws Timeout when the time (ms) is over. */
  // biome-ignore lint/suspicious/noExplicitAny: Held, or a promise of it in main and async bodies
  hold(options?: WaitOptions): any {
    const limit = limitOf('hold', options);
    const held = new Held(this, limit);
    if (this.#counter > 0 && canComplete('hold')) return complete('hold', this.#take(held));
    if (limit === 0) return failed('hold', this.#timeout(0));
    return this.#waiters.wait('hold', REASON.PERMIT, held, limit);
  }

  /**
   * Runs `fn` while it holds a permit, and ends as `fn` does; `fn` may block. Throws Timeout when there is no permit in time.
   *
   * @example
   * const total = yield semaphore.withLock(function* () { return (yield load()) + 1 });
   */
  // biome-ignore lint/suspicious/noExplicitAny: fn's result, or a promise of it in main and async bodies
  withLock(fn: () => unknown, options?: WaitOptions): any {
    return withLock(fn, () => this.hold(options));
  }

  /** Gives a permit back: to whoever has waited longest, or to the counter, which it returns. Does not switch. */
  release(): number {
    this.giveUp();
    return this.#counter;
  }

  /** @internal */
  giveUp(): void {
    const next = this.#waiters.takeFirst();
    if (next !== null) {
      this.granted(next);
      grant(next, next._cargo);
    } else {
      this.#counter++;
      this.#watchers.tell(this);
    }
  }

  /** @internal A permit goes to `waiter`; null: to the caller. */
  granted(_waiter: Continuation | null): void {}

  #take<T>(what: T): T {
    this.#counter--;
    this.granted(null);
    return what;
  }

  #timeout(limit: number): Timeout {
    return new Timeout(`hold() of ${this.name}`, limit);
  }

  /** @internal Ready when a permit could be taken; being told takes none. */
  _observe(observer: Observer): void {
    if (this.#counter > 0) observer.ended(this);
    else this.#watchers.add(observer);
  }

  /** @internal */
  _unobserve(observer: Observer): void {
    this.#watchers.delete(observer);
  }

  /** @internal */
  takeBack(): void {
    this.giveUp();
  }

  /** @internal */
  timedOut(waiter: Continuation): void {
    const { _cargo: cargo } = waiter;
    waiter._wakeFailed = cargo instanceof Held;
    waiter._wakeValue = cargo instanceof Held ? this.#timeout(cargo.limit) : false;
  }

  /** @internal */
  describeWait(): string {
    return `${this.name} (${this.#counter} of ${this.#initial} left)`;
  }
}
