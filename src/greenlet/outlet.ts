/**
 * An iterator whose `next()` blocks until there is something: results come in at one end (`put`, `fail`, `end`) and go to
 * whoever asks, first come, first served. What has come in stays until somebody takes it, and comes back from one who is
 * killed before it runs.
 *
 *     compiled functions   for (const one of it) ...
 *     async code, main     for await (const one of it) ...
 *     generators           for (let s = yield it.next(); !s.done; s = yield it.next()) ... s.value
 */
import { REASON } from '../engine/abi.js';
import { blockingLoop } from '../errors/misuse.js';
import { type Continuation, KIND, type WaitingOn, WOKEN } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { beginWait, completed, failed, grant, mustThrow, park, suspend, wake, wakeError } from '../hub/wait.js';

interface Outcome {
  value: unknown;
  failed: boolean;
  /** `taken` has been told of it: whoever took it died before it ran. */
  isTaken?: boolean;
}

export class Outlet<T> implements WaitingOn {
  #items: Outcome[] = [];
  readonly #waiters = new Set<Continuation>();
  readonly #name: string;
  #isEnded = false;
  /** What comes back is not wanted any more. */
  #isClosed = false;

  constructor(name: string) {
    this.#name = name;
  }

  /** Somebody has taken a value. */
  taken(): void {}

  /** Nobody will ask any more: the loop was left, or has got an error. */
  closed(): void {}

  /** Somebody waits in `next` from now on. Must not throw. */
  protected wanted(): void {}

  protected get nWaiting(): number {
    return this.#waiters.size;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  put(value: T): void {
    if (!this.#isEnded) this.#offer({ value, failed: false });
  }

  /** The iteration ends with this error, after what came before it. */
  fail(error: unknown): void {
    if (this.#isEnded) return;
    this.#offer({ value: error, failed: true });
    this.#isEnded = true;
  }

  end(): void {
    this.#isEnded = true;
    if (this.#items.length > 0) return; // then nobody waits
    for (const waiter of this.#waiters) wake(waiter, { value: undefined, done: true });
    this.#waiters.clear();
  }

  #offer(outcome: Outcome): void {
    const [waiter] = this.#waiters;
    if (waiter === undefined) {
      this.#items.push(outcome);
      return;
    }
    this.#waiters.delete(waiter);
    if (outcome.failed) wakeError(waiter, outcome.value);
    else grant(waiter, { value: outcome.value, done: false });
    this.#took(outcome);
  }

  #took({ failed: isFailure, isTaken }: Outcome): void {
    if (isFailure) this.#close();
    else if (isTaken !== true) this.taken();
  }

  #close(): void {
    this.#isClosed = true;
    this.end();
    this.closed();
  }

  /** Blocks for the next result; `{ value, done }`. Throws the error that ended the iteration, once. */
  // biome-ignore lint/suspicious/noExplicitAny: IteratorResult<T>, or a promise of it in main and async bodies
  next(): any {
    if (this.#items.length === 0 || mustThrow(machine.current)) {
      return this.#isEnded ? completed('next', { value: undefined, done: true }) : this.#wait();
    }
    const outcome = this.#items.shift() as Outcome;
    this.#took(outcome);
    const { value, failed: isFailure } = outcome;
    return isFailure ? failed('next', value) : completed('next', { value, done: false });
  }

  #wait(): unknown {
    const waiter = beginWait('next');
    park(waiter, REASON.JOIN, this);
    this.#waiters.add(waiter);
    this.wanted();
    return suspend(waiter);
  }

  /** The loop is left early. Does not switch. */
  return(): IteratorResult<T> {
    this.giveUp();
    return { value: undefined, done: true };
  }

  protected giveUp(): void {
    this.#items = [];
    this.#close();
  }

  /** Throws GS_BARRIER in main and async code, where only `for await` can wait. */
  [Symbol.iterator](): this {
    const { _kind: kind } = machine.current;
    if (kind === KIND.MAIN || kind === KIND.ASYNC) throw blockingLoop(this.#name);
    return this;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  forget(waiter: Continuation): void {
    if (!waiter._wakeGranted) {
      this.#waiters.delete(waiter);
      return;
    }
    waiter._wokenAs = WOKEN.VALUE;
    const { value } = waiter._wakeValue as IteratorResult<T>;
    const outcome = { value, failed: false, isTaken: true };
    if (this.#waiters.size > 0) this.#offer(outcome);
    else if (!this.#isClosed) this.#items.unshift(outcome);
  }

  describe(): string {
    return `next of ${this.#name}`;
  }
}
