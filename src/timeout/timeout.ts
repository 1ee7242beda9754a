/** Timeout: a limit of time for whatever a greenlet does next. */
import { GreenspoolError, Timeout as TimedOut } from '../errors/greenspool-error.js';
import { KIND } from '../frames/continuation.js';
import type { HeldError, PendingTimer, Shield } from '../frames/rare.js';
import { getCurrent } from '../greenlet/current.js';
import type { Greenlet } from '../greenlet/greenlet.js';
import { checkTimeout } from '../greenlet/joining.js';
import { condemn } from '../greenlet/killing.js';
import { type Alarm, type AlarmHandle, clearAlarm, setAlarm } from '../hub/alarms.js';
import { throwAtPark } from '../hub/wait.js';

/**
 * A limit of time for whatever the current greenlet does next, at any depth: when it is over, the blocking call that the
 * greenlet waits in throws this very object (or the error that was given). Close it when the work is done: `using` does.
 *
 *     new ──start──▶ pending ──time is over──▶ thrown at the park
 *                       │                 └───▶ held (about to run, or in a shield) ──▶ thrown at the next park
 *                       └──cancel, close, the greenlet ends──▶ never thrown (held ones too)
 *
 * Errors of calls that had a timeout of their own (`get({ timeout })`) are instances as well; `isMine` tells them apart.
 *
 * @example
 * const g = spawn(function* () {
 *   using limit = Timeout.start(10);
 *   try { yield sleep(1000) } catch (error) { return limit.isMine(error) }
 * });
 * console.log(await g); // prints true
 */
export class Timeout extends TimedOut implements Alarm, HeldError, PendingTimer {
  readonly #custom: Error | undefined;
  #greenlet: Greenlet | null = null;
  #alarm: AlarmHandle | null = null;
  #isHeld = false;
  /** @internal */
  shield: Shield | null = null;

  /** Of `ms` milliseconds (undefined or Infinity: never). Throws GS_BAD_ARGUMENT. Does not start it. */
  constructor(ms?: number, error?: Error) {
    checkTimeout('Timeout', ms);
    super('finish in time', ms ?? Number.POSITIVE_INFINITY, `the limit of ${ms} ms was over`);
    this.#custom = error;
  }

  /** A timeout of the current greenlet, started. Throws GS_BAD_ARGUMENT, GS_NO_GREENLET, GS_OUT_OF_MEMORY. */
  static start(ms?: number, error?: Error): Timeout {
    return new Timeout(ms, error).start();
  }

  /** What is thrown: the error that was given, or this. */
  get error(): unknown {
    return this.#custom ?? this;
  }

  /** It may still be thrown. */
  get pending(): boolean {
    return this.#alarm !== null || this.#isHeld;
  }

  /** Starts it for the greenlet that runs, from now on. One that is over can be started again. */
  start(): this {
    const greenlet = getCurrent();
    if (greenlet._kind === KIND.MAIN || greenlet._kind === KIND.HUB) throw nobody();
    if (this.pending) throw startedTwice();
    if (this.ms === Number.POSITIVE_INFINITY) return this;
    this.#alarm = setAlarm(this, this.ms);
    this.#greenlet = greenlet;
    this.shield = greenlet._rare.shield;
    const { _ownRare: ownRare } = greenlet;
    ownRare.timers ??= new Set();
    ownRare.timers.add(this);
    return this;
  }

  /** It will not be thrown any more. Does nothing when it is not pending. */
  cancel(): void {
    const greenlet = this.#greenlet;
    if (this.#alarm !== null) clearAlarm(this.#alarm);
    if (this.#isHeld) greenlet?._rare.held?.splice(greenlet._rare.held.indexOf(this), 1);
    this.delivered();
  }

  /** The same as cancel. */
  close(): void {
    this.cancel();
  }

  [Symbol.dispose](): void {
    this.cancel();
  }

  /** True for the error that this timeout throws, and for no other timeout's. */
  isMine(error: unknown): boolean {
    return error === this.error;
  }

  /** @internal The time is over. */
  rang(): void {
    const greenlet = this.#greenlet as Greenlet;
    this.#alarm = null;
    this.#isHeld = true;
    if (!greenlet._isAllWasm) throwAtPark(greenlet, this);
    else {
      this.delivered();
      condemn(greenlet, this.error as Error); // wasm cannot catch: it is over
    }
  }

  /** @internal It is thrown, or never will be. */
  delivered(): void {
    this.#greenlet?._rare.timers?.delete(this);
    this.#greenlet = this.#alarm = this.shield = null;
    this.#isHeld = false;
  }
}

/** Every error that says that a time was over is a Timeout; subclasses are asked as usual. */
Object.defineProperty(Timeout, Symbol.hasInstance, {
  value: function isInstance(this: unknown, value: unknown): boolean {
    return Function.prototype[Symbol.hasInstance].call(this === Timeout ? TimedOut : this, value);
  },
});

function nobody(): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_NO_GREENLET',
    tried: 'start a Timeout',
    stopped: 'no greenlet runs: main waits by promises, so there is nothing to throw into',
    fix: 'Use `await withTimeout(ms, fn)` here, or start it inside a greenlet',
  });
}

function startedTwice(): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_STARTED',
    tried: 'start a Timeout',
    stopped: 'it is pending already',
    fix: 'Cancel it first, or make another one',
  });
}
