/**
 * The wait list: who waits for one thing, first come, first served. All of sync/ waits in it.
 *
 *     first ──behind──▶ ┌───────────┐ ──behind──▶ ┌───────────┐ ──behind──▶ null
 *                       │ greenlet  │             │ stand-in  │ ◀── last
 *      null ◀──ahead──  └───────────┘ ◀──ahead──  └───────────┘
 * The waiters are the nodes, since a continuation waits in one list at a time: a wait allocates nothing, and leaving from the
 * middle (a kill, a timeout) costs as little as being served.
 *
 *     in the list ──takeFirst, then grant──▶ granted ──runs──▶ the permit or item is its own
 *          │                                    └──killed before it runs──▶ owner.takeBack: it goes to the next
 *          ├──takeFirst, then wake──▶ told of something that nobody needs back
 *          └──killed, timed out──▶ forget: out of the list
 */
import { type Continuation, type WaitingOn, WOKEN } from '../frames/continuation.js';
import { beginWait, park, suspend, wake, wakeError } from '../hub/wait.js';

/** The primitive that a list belongs to; it may have several. */
export interface ListOwner {
  /** A waiter was granted something and died before it ran: `waiter._wakeValue` is what, `waiter._cargo` is what it came with. */
  takeBack?(waiter: Continuation): void;
  /** Its time is over: sets `_wakeValue` and `_wakeFailed`, what the wait ends with. */
  timedOut(waiter: Continuation, list: WaitList): void;
  describeWait(list: WaitList): string;
  /** Who alone can end the wait; undefined: anybody. */
  holders?(): Iterable<Continuation> | undefined;
}

export class WaitList implements WaitingOn {
  readonly #owner: ListOwner;
  #first: Continuation | null = null;
  #last: Continuation | null = null;

  constructor(owner: ListOwner) {
    this.#owner = owner;
  }

  get first(): Continuation | null {
    return this.#first;
  }

  /** Parks the caller at the end of the list, for at most `limit` ms; what the blocking call returns. */
  wait(call: string, reason: number, cargo: unknown, limit: number): unknown {
    const waiter = beginWait(call);
    park(waiter, reason, this, limit);
    waiter._cargo = cargo;
    waiter._ahead = this.#last;
    if (this.#last === null) this.#first = waiter;
    else this.#last._behind = waiter;
    this.#last = waiter;
    return suspend(waiter);
  }

  /** Takes the one out that has waited longest; it must be woken or granted something then. */
  takeFirst(): Continuation | null {
    const first = this.#first;
    if (first !== null) this.take(first);
    return first;
  }

  /** Takes a certain one out, to be woken. */
  take(waiter: Continuation): void {
    const { _ahead: ahead, _behind: behind } = waiter;
    if (ahead === null) this.#first = behind;
    else ahead._behind = behind;
    if (behind === null) this.#last = ahead;
    else behind._ahead = ahead;
    waiter._ahead = waiter._behind = null;
  }

  wakeAll(value: unknown): void {
    for (let waiter = this.takeFirst(); waiter !== null; waiter = this.takeFirst()) wake(waiter, value);
  }

  /** Each gets an error of its own. */
  failAll(makeError: (waiter: Continuation) => unknown): void {
    for (let waiter = this.takeFirst(); waiter !== null; waiter = this.takeFirst())
      wakeError(waiter, makeError(waiter));
  }

  forget(waiter: Continuation): void {
    if (!waiter._wakeGranted) return this.take(waiter);
    waiter._wokenAs = WOKEN.VALUE;
    this.#owner.takeBack?.(waiter);
  }

  timedOut(waiter: Continuation): void {
    this.#owner.timedOut(waiter, this);
    waiter._cargo = undefined;
  }

  describe(): string {
    return this.#owner.describeWait(this);
  }

  holders(): Iterable<Continuation> | undefined {
    return this.#owner.holders?.();
  }
}
