/**
 * RLock: a lock that its owner may acquire again. The owner is a greenlet; main, with all of its async functions that are no
 * greenlets, counts as one.
 *
 *     free ──acquire──▶ owned, depth 1 ◀──acquire / release by the owner──▶ depth n
 *      ▲                     │ release at depth 1: to whoever has waited longest
 *      └──── nobody waits ───┘
 */
import { REASON } from '../engine/abi.js';
import { Timeout } from '../errors/greenspool-error.js';
import { notOwner } from '../errors/sync.js';
import type { Continuation } from '../frames/continuation.js';
import type { Greenlet } from '../greenlet/greenlet.js';
import { StandIn } from '../hub/stand-in.js';
import { canComplete, complete, completed, failed, grant } from '../hub/wait.js';
import { Held } from './held.js';
import { Named } from './named.js';
import { type BlockOptions, limitOf, type WaitOptions } from './options.js';
import { WaitList } from './wait-list.js';
import { caller, greenletOf } from './who.js';
import { withLock } from './with-lock.js';

/**
 * A lock with an owner, who may acquire it again and must release it as often. `acquire`, `hold` and `withLock` may switch away.
 * Throws GS_NOT_OWNER when somebody else releases it, GS_BAD_ARGUMENT for a bad timeout.
 *
 * @example
 * const lock = new RLock();
 * const g = spawn(function* () { yield lock.acquire(); yield lock.acquire(); return lock.depth });
 * console.log(await g); // prints 2
 */
export class RLock extends Named {
  #owner: Greenlet | null = null;
  #depth = 0;
  readonly #waiters = new WaitList(this);

  /** Who holds it, or null. */
  get owner(): Greenlet | null {
    return this.#owner;
  }

  /** How often its owner has acquired and not released it. */
  get depth(): number {
    return this.#depth;
  }

  /** True when somebody holds it. */
  locked(): boolean {
    return this.#owner !== null;
  }

  /** Blocks until it is the caller's: true; or false when the time (ms) is over. */
  // biome-ignore lint/suspicious/noExplicitAny: boolean, or a promise of it in main and async bodies
  acquire(options?: BlockOptions): any {
    const limit = limitOf('acquire', options);
    if (this.#isFreeFor(caller()) && canComplete('acquire')) return complete('acquire', this.#take(true));
    if (limit === 0) return completed('acquire', false);
    return this.#waiters.wait('acquire', REASON.LOCK, true, limit);
  }

  /** Like `acquire`, but ends with an object for `using`, and throws Timeout when the time (ms) is over. */
  // biome-ignore lint/suspicious/noExplicitAny: Held, or a promise of it in main and async bodies
  hold(options?: WaitOptions): any {
    const limit = limitOf('hold', options);
    const held = new Held(this, limit);
    if (this.#isFreeFor(caller()) && canComplete('hold')) return complete('hold', this.#take(held));
    if (limit === 0) return failed('hold', new Timeout(`hold() of ${this.name}`, 0));
    return this.#waiters.wait('hold', REASON.LOCK, held, limit);
  }

  /** Runs `fn` while the caller holds it, and ends as `fn` does; `fn` may block. Throws Timeout when it is not free in time. */
  // biome-ignore lint/suspicious/noExplicitAny: fn's result, or a promise of it in main and async bodies
  withLock(fn: () => unknown, options?: WaitOptions): any {
    return withLock(fn, () => this.hold(options));
  }

  /** Undoes one acquire; the last one hands it to whoever has waited longest. Does not switch. Throws GS_NOT_OWNER. */
  release(): void {
    if (this.#owner !== caller()) throw notOwner(this.name, this.#owner?.name ?? null);
    this.giveUp();
  }

  /** @internal */
  giveUp(): void {
    if (--this.#depth > 0) return;
    const next = this.#waiters.takeFirst();
    this.#owner = next === null ? null : greenletOf(next);
    if (next === null) return;
    this.#hand(next);
    if (next instanceof StandIn) this.#handToSameOwner();
  }

  /** An async greenlet, and main, may wait several times at once; to have it once is to have it for all of these. */
  #handToSameOwner(): void {
    for (let waiter = this.#waiters.first; waiter !== null; ) {
      const { _behind: behind } = waiter;
      if (greenletOf(waiter) === this.#owner) {
        this.#waiters.take(waiter);
        this.#hand(waiter);
      }
      waiter = behind;
    }
  }

  #hand(waiter: Continuation): void {
    this.#depth++;
    grant(waiter, waiter._cargo);
  }

  #isFreeFor(greenlet: Greenlet): boolean {
    return this.#owner === null || this.#owner === greenlet;
  }

  #take<T>(what: T): T {
    this.#owner = caller();
    this.#depth++;
    return what;
  }

  /** @internal */
  takeBack(): void {
    this.giveUp();
  }

  /** @internal */
  timedOut(waiter: Continuation): void {
    const { _cargo: cargo } = waiter;
    waiter._wakeFailed = cargo instanceof Held;
    waiter._wakeValue = cargo instanceof Held ? new Timeout(`hold() of ${this.name}`, cargo.limit) : false;
  }

  /** @internal */
  describeWait(): string {
    return `${this.name} (held by ${this.#owner?.name ?? 'nobody'})`;
  }

  /** @internal */
  holders(): Iterable<Continuation> {
    return this.#owner === null ? [] : [this.#owner];
  }
}
