/**
 * Waiting for something of the host: what is begun for the caller and called off when the caller is ended (a connection, a request, a
 * call of Node's that calls back), or goes on by itself and is only listened to (a promise, an emitter: `waitFor`).
 *
 *     parked: begin ──resolve──▶ granted ──runs──▶ the result is the caller's
 *               │                     └──ended before it runs──▶ unwanted(value)
 *               ├──reject──▶ woken with the error
 *               └──kill, timeout, signal──▶ called off: a value that comes after all is unwanted
 * What begins late does so when the caller has really left: if it cannot be left, or is due an error, nothing has begun.
 */
import { REASON } from '../engine/abi.js';
import { Timeout } from '../errors/greenspool-error.js';
import { badArgument } from '../errors/misuse.js';
import { type Continuation, KIND, type WaitingOn, WOKEN } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { beginWait, failed, grant, park, suspend, wakeError } from '../hub/wait.js';
import { AbortWatch, checkSignal } from './abort.js';
import { asCallback } from './callback.js';
import { checkTimeout } from './joining.js';

/** How long a call may wait. */
export interface Limits {
  /** Milliseconds to wait at most, then it throws a Timeout; 0 does not wait, Infinity or nothing is no limit. */
  timeout?: number | undefined;
  /** Ends the wait when it is aborted, with its `reason`. */
  signal?: AbortSignal | undefined;
}

export interface HostWork<T> {
  /** The call and its object, for dumps and messages: "readLine() of connection from 127.0.0.1:4711". */
  readonly about: string;
  /** What a Timeout names, if that is not what it is about. */
  readonly tried?: string;
  /** The milliseconds that a Timeout names, if what is left of them is the limit of this wait. */
  readonly ms?: number;
  /** What a Timeout says, if that is not that nothing came. */
  overdue?(ms: number): string;
  /** Starts it; may resolve or reject at once. What it throws is a rejection. Returns how it is called off. */
  begin(resolve: (value: T) => void, reject: (error: unknown) => void): (() => void) | undefined;
  /** A result that nobody takes any more: a file to be closed again, say. */
  unwanted?(value: T): void;
  /** It begins when the caller has left. */
  readonly isLate?: boolean;
  /** Another way to the result of late work, which blocks the thread, for a caller that cannot be left. */
  instead?(): unknown;
}

/** Throws GS_BAD_ARGUMENT. */
export function checkLimits(call: string, limits: unknown): void {
  if (typeof limits !== 'object' || limits === null)
    throw badArgument(call, 'the options are an object, for example { timeout: 100 }', limits);
  const { timeout, signal }: Limits = limits;
  checkTimeout(call, timeout);
  checkSignal(call, signal);
}

/** Blocks until the work is done, and ends with its result. Throws its error, a Timeout, the signal's reason, GS_BAD_ARGUMENT. */
export function waitForHost<T>(call: string, work: HostWork<T>, limits: Limits = {}): unknown {
  checkLimits(call, limits);
  return new HostWait(call, work).wait(limits);
}

export class HostWait<T> implements WaitingOn {
  readonly call: string;
  readonly #work: HostWork<T>;
  #waiter: Continuation | null = null;
  /** Neither settled nor called off. */
  #isPending = true;
  #ms = Number.POSITIVE_INFINITY;
  #callOff: (() => void) | undefined;
  #watch: AbortWatch | null = null;
  #signal: AbortSignal | undefined;
  /** What `machine.onLeft` is to do, while the work waits for it. */
  #late: (() => void) | null = null;
  readonly instead?: () => unknown;

  constructor(call: string, work: HostWork<T>) {
    this.call = call;
    this.#work = work;
    if (work.instead !== undefined) this.instead = () => work.instead?.();
  }

  wait({ timeout, signal }: Limits): unknown {
    if (signal?.aborted) return failed(this.call, signal.reason);
    if (timeout === 0) return failed(this.call, this.#timeout(0));
    this.#ms = timeout ?? Number.POSITIVE_INFINITY;
    const waiter = beginWait(this.call);
    this.#waiter = waiter;
    this.#signal = signal;
    park(waiter, REASON.PROMISE, this, timeout);
    if (waiter._kind === KIND.STAND_IN) this.#begin();
    else if (this.#work.isLate === true && isLeftByTrampoline(waiter))
      machine.onLeft = this.#late = () => this.#begin();
    else asCallback(() => this.#begin()); // code of the program that it calls may not wait in the name of the one that is parked
    return suspend(waiter);
  }

  #timeout(ms: number): Timeout {
    const work = this.#work;
    const { tried = work.about, ms: limit = ms } = work;
    return new Timeout(tried, limit, work.overdue?.(limit));
  }

  /** Who waits, until he has run with the result or was ended: only then it is certain that the result is not given back. */
  get waiter(): Continuation | null {
    return this.#waiter?._waitingOn === this ? this.#waiter : null;
  }

  #begin(): void {
    this.#late = null;
    const signal = this.#signal;
    if (signal !== undefined) this.#watch = new AbortWatch(signal, (reason) => this.#aborted(reason));
    try {
      const callOff = this.#work.begin(
        (value) => this.#resolve(value),
        (error) => this.#reject(error),
      );
      if (this.#isPending) this.#callOff = callOff;
    } catch (error) {
      this.#reject(error);
    }
  }

  #resolve(value: T): void {
    if (this.#settle()) grant(this.#waiter as Continuation, value);
    else this.#work.unwanted?.(value);
  }

  #reject(error: unknown): void {
    if (this.#settle()) wakeError(this.#waiter as Continuation, error);
  }

  #aborted(reason: unknown): void {
    const callOff = this.#callOff;
    if (!this.#settle()) return;
    callOff?.();
    wakeError(this.#waiter as Continuation, reason);
  }

  /** False when it is too late. */
  #settle(): boolean {
    if (!this.#isPending) return false;
    this.#isPending = false;
    this.#callOff = undefined;
    this.#watch?.stop();
    return true;
  }

  forget(waiter: Continuation): void {
    if (this.#late !== null) machine.onLeft = this.#late = null;
    if (waiter._wakeGranted) {
      waiter._wokenAs = WOKEN.VALUE;
      this.#work.unwanted?.(waiter._wakeValue as T);
      return;
    }
    const callOff = this.#callOff;
    if (this.#settle()) callOff?.();
  }

  timedOut(waiter: Continuation): void {
    waiter._wakeFailed = true;
    waiter._wakeValue = this.#timeout(this.#ms);
  }

  describe(): string {
    return this.#work.about;
  }
}

/** It saves itself, and then the trampoline goes on; greenlets of wasm leave through the engine. */
function isLeftByTrampoline({ _kind: kind }: Continuation): boolean {
  return kind === KIND.PLAIN || kind === KIND.GENERATOR;
}
