/** Waiting for promises, from every kind of body. */
import { REASON } from '../engine/abi.js';
import { badArgument } from '../errors/misuse.js';
import { isThenable } from '../frames/body-frame.js';
import type { Continuation, WaitingOn } from '../frames/continuation.js';
import { beginWait, park, suspend, wake, wakeError } from '../hub/wait.js';

/** The promise's hold on its waiter, which it may lose: a promise cannot be told to forget. */
class Ticket implements WaitingOn {
  #waiter: Continuation | null;

  constructor(waiter: Continuation) {
    this.#waiter = waiter;
  }

  settle(value: unknown, failed: boolean): void {
    const waiter = this.#waiter;
    this.#waiter = null;
    if (waiter === null) return;
    if (failed) wakeError(waiter, value);
    else wake(waiter, value);
  }

  forget(): void {
    this.#waiter = null;
  }

  describe(): string {
    return 'a promise';
  }
}

/**
 * Waits for a promise or any thenable, in this greenlet only, and returns its value or throws its error. A kill or a
 * timeout ends the wait; the promise itself goes on. Throws GS_BAD_ARGUMENT for anything that is not thenable.
 *
 * @example
 * const g = spawn(function* () { return (yield waitFor(Promise.resolve(20))) + 1 });
 * console.log(await g); // prints 21
 */
// biome-ignore lint/suspicious/noExplicitAny: T, or a promise of it in main and async bodies
export function waitFor<T>(promise: PromiseLike<T>): any {
  if ((typeof promise !== 'object' && typeof promise !== 'function') || promise === null || !isThenable(promise)) {
    throw badArgument('waitFor', 'expected a promise', promise);
  }
  const waiter = beginWait('waitFor');
  const ticket = new Ticket(waiter);
  park(waiter, REASON.PROMISE, ticket);
  try {
    promise.then(
      (value) => ticket.settle(value, false),
      (error: unknown) => ticket.settle(error, true),
    );
  } catch (error) {
    ticket.settle(error, true);
  }
  return suspend(waiter);
}
