/**
 * Waiting for what calls back once: the way to block on Node's callback functions, for every kind of body. Nothing begins before
 * the caller has really left: a wait that is called off, because a caller cannot be left, has not done anything.
 *
 *     parked ──▶ left: begin(done) ──▶ done(error, value) ──▶ woken
 *        │                  └── kill, timeout: cancel() ──▶ done(null, value) after all ──▶ unwanted(value)
 *        └── called off: nothing has begun; `instead()` may give the result
 */
import { REASON } from '../engine/abi.js';
import { type Continuation, KIND, type WaitingOn, WOKEN } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { beginWait, grant, park, suspend, wakeError } from '../hub/wait.js';

/** As Node calls back: an error, or null or undefined and a value. */
export type Done<T> = (error: unknown, value?: T) => void;

export interface CallbackWait<T> {
  /**
   * Starts the work, in the order in which the callers have left; `done` may be called at once. What it throws is what the
   * call throws. Returns how the work is cancelled, if it can be.
   */
  begin(done: Done<T>): (() => void) | undefined;
  /** Gets a value that nobody will take any more, because the caller was ended first: a file to be closed again, say. */
  unwanted?(value: T): void;
  /** Another way to the result, which blocks the thread, for a caller that cannot be left. */
  instead?(): unknown;
  /** What is waited for, in dumps. */
  readonly about?: string;
}

/** Blocks until the work calls back; `call` is the name in messages and dumps. Throws what it fails with. May switch away. */
// biome-ignore lint/suspicious/noExplicitAny: T, or a promise of it in main and async bodies
export function waitForCallback<T>(call: string, work: CallbackWait<T>): any {
  const waiter = beginWait(call);
  const ticket = new CallbackTicket(waiter, work);
  park(waiter, REASON.PROMISE, ticket);
  if (waiter.kind === KIND.STAND_IN) ticket.begin();
  else machine.onLeft = ticket.begin;
  return suspend(waiter);
}

class CallbackTicket<T> implements WaitingOn {
  readonly #work: CallbackWait<T>;
  #waiter: Continuation | null;
  #cancel: (() => void) | undefined;
  readonly instead?: () => unknown;

  constructor(waiter: Continuation, work: CallbackWait<T>) {
    this.#waiter = waiter;
    this.#work = work;
    if (work.instead !== undefined) this.instead = () => work.instead?.();
  }

  readonly begin = (): void => {
    try {
      const cancel = this.#work.begin(this.#done);
      if (this.#waiter !== null) this.#cancel = cancel;
    } catch (error) {
      this.#done(error);
    }
  };

  readonly #done: Done<T> = (error, value) => {
    const waiter = this.#waiter;
    const isFailure = error !== null && error !== undefined;
    if (waiter === null) {
      if (!isFailure) this.#work.unwanted?.(value as T);
      return;
    }
    this.#waiter = null;
    this.#cancel = undefined;
    if (isFailure) wakeError(waiter, error);
    else grant(waiter, value);
  };

  forget(waiter: Continuation): void {
    if (machine.onLeft === this.begin) machine.onLeft = null;
    if (waiter.wakeGranted) {
      waiter.wokenAs = WOKEN.VALUE;
      this.#work.unwanted?.(waiter.wakeValue as T);
      return;
    }
    this.#waiter = null;
    const cancel = this.#cancel;
    this.#cancel = undefined;
    cancel?.();
  }

  describe(): string {
    return this.#work.about ?? 'a callback';
  }
}
