/** Waiting for one greenlet: join, get, and what promises hang on. */
import { REASON } from '../engine/abi.js';
import { Timeout } from '../errors/greenspool-error.js';
import { badArgument } from '../errors/misuse.js';
import type { Continuation, WaitingOn } from '../frames/continuation.js';
import { Observer } from '../hub/observer.js';
import { beginWait, completed, failed, park, suspend, wake, wakeError } from '../hub/wait.js';
import { getCurrent } from './current.js';
import type { Greenlet } from './greenlet.js';
import { joinsItself } from './refusals.js';

export interface GetOptions {
  /** With false, a result that is not there yet is a Timeout at once. */
  block?: boolean;
  /** Milliseconds to wait at most. */
  timeout?: number;
}

/** Settles a promise. */
export class PromiseObserver extends Observer {
  readonly #resolve: (value: never) => void;
  readonly #reject: (error: unknown) => void;

  constructor(resolve: (value: never) => void, reject: (error: unknown) => void) {
    super();
    this.#resolve = resolve;
    this.#reject = reject;
  }

  ended(greenlet: Greenlet): void {
    if (greenlet.value === greenlet) this.#reject(ownResult(greenlet));
    else if (greenlet.successful()) this.#resolve(greenlet.value as never);
    else this.#reject(greenlet._failedWith);
  }
}

/** A promise cannot end with what it is made of: it would wait for itself for ever. */
function ownResult(greenlet: Greenlet): Error {
  return badArgument(
    `await ${greenlet.name}`,
    'its result is the greenlet itself, and greenlets are awaited in turn',
    greenlet,
  );
}

/** One who waits for one greenlet: for its result, or only for the fact. */
export class Joiner extends Observer implements WaitingOn {
  readonly waiter: Continuation;
  readonly greenlet: Greenlet;
  readonly #forResult: boolean;
  readonly #timeout: number;

  constructor(waiter: Continuation, greenlet: Greenlet, forResult: boolean, timeout: number) {
    super();
    this.waiter = waiter;
    this.greenlet = greenlet;
    this.#forResult = forResult;
    this.#timeout = timeout;
  }

  ended(greenlet: Greenlet): void {
    if (!this.#forResult) wake(this.waiter, true);
    else if (greenlet.successful()) wake(this.waiter, greenlet.value);
    else wakeError(this.waiter, greenlet._failedWith);
  }

  forget(): void {
    this.greenlet._unobserve(this);
  }

  timedOut(waiter: Continuation): void {
    waiter._wakeFailed = this.#forResult;
    waiter._wakeValue = this.#forResult ? new Timeout(`get() of ${this.greenlet.name}`, this.#timeout) : false;
  }

  describe(): string {
    return `the ${this.#forResult ? 'result' : 'end'} of ${this.greenlet.name}`;
  }

  holders(): Iterable<Continuation> {
    return [this.greenlet];
  }
}

export function join(greenlet: Greenlet, timeout?: number): unknown {
  checkTimeout('join', timeout);
  if (greenlet.dead) {
    greenlet._markObserved();
    return completed('join', true);
  }
  return parkUntilEnd(greenlet, 'join', false, timeout);
}

export function get(greenlet: Greenlet, { block = true, timeout }: GetOptions = {}): unknown {
  checkTimeout('get', timeout);
  if (!greenlet.dead) return parkUntilEnd(greenlet, 'get', true, block ? timeout : 0);
  greenlet._markObserved();
  if (greenlet.successful()) return completed('get', greenlet.value);
  return failed('get', greenlet._failedWith);
}

function parkUntilEnd(greenlet: Greenlet, call: string, forResult: boolean, timeout?: number): unknown {
  if (greenlet === getCurrent()) throw joinsItself(call, greenlet);
  const waiter = beginWait(call);
  const joiner = new Joiner(waiter, greenlet, forResult, timeout ?? 0);
  park(waiter, REASON.JOIN, joiner, timeout);
  greenlet._observe(joiner);
  return suspend(waiter);
}

export function checkTimeout(api: string, timeout: number | undefined): void {
  if (timeout === undefined || (typeof timeout === 'number' && timeout >= 0)) return;
  throw badArgument(api, 'a timeout is a number of milliseconds, 0 or more', timeout);
}

export function checkDelay(api: string, ms: unknown): void {
  if (typeof ms !== 'number' || !(ms >= 0))
    throw badArgument(api, 'a delay is a number of milliseconds, 0 or more', ms);
}
