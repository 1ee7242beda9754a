/**
 * The hold that something of the host (a promise, an emitter, a signal) has on a waiter. Whatever comes first ends the wait
 * (`settle`), a kill or a timeout of the greenlet takes the waiter away (`forget`), and either way nothing is left that
 * listens: not on the source, not on the signal.
 *
 *     parked ──settle──▶ woken with a value or an error ┐
 *        └────forget──▶ ended by somebody else          ┴──▶ listeners are gone
 */
import { Timeout } from '../errors/greenspool-error.js';
import { describe } from '../errors/misuse.js';
import type { Continuation, WaitingOn } from '../frames/continuation.js';
import { wake, wakeError } from '../hub/wait.js';
import { AbortWatch } from './abort.js';

export type EventName = string | symbol;

export interface Emitter {
  once(name: EventName, listener: (...args: unknown[]) => void): unknown;
  removeListener(name: EventName, listener: (...args: unknown[]) => void): unknown;
}

export abstract class Ticket implements WaitingOn {
  #waiter: Continuation | null;
  #watch: AbortWatch | null = null;
  readonly #ms: number;

  constructor(waiter: Continuation, ms = Number.POSITIVE_INFINITY) {
    this.#waiter = waiter;
    this.#ms = ms;
  }

  /** Begins to listen, once the waiter is parked. What that throws ends the wait. */
  begin(signal?: AbortSignal): void {
    try {
      if (signal !== undefined) this.#watch = new AbortWatch(signal, (reason) => this.settle(reason, true));
      this.listen();
    } catch (error) {
      this.settle(error, true);
    }
  }

  settle(value: unknown, failed: boolean): void {
    const waiter = this.#waiter;
    if (waiter === null) return;
    this.forget();
    if (failed) wakeError(waiter, value);
    else wake(waiter, value);
  }

  forget(): void {
    this.#waiter = null;
    this.#watch?.stop();
    this.unlisten();
  }

  timedOut(waiter: Continuation): void {
    waiter.wakeFailed = true;
    waiter.wakeValue = new Timeout(`waitFor() of ${this.describe()}`, this.#ms);
  }

  abstract listen(): void;
  abstract unlisten(): void;
  abstract describe(): string;
}

/** A promise cannot be told to forget: it keeps this, which by then has no waiter. */
export class PromiseTicket extends Ticket {
  readonly #promise: PromiseLike<unknown>;

  constructor(waiter: Continuation, promise: PromiseLike<unknown>, ms?: number) {
    super(waiter, ms);
    this.#promise = promise;
  }

  listen(): void {
    this.#promise.then(
      (value) => this.settle(value, false),
      (error: unknown) => this.settle(error, true),
    );
  }

  unlisten(): void {}

  describe(): string {
    return 'a promise';
  }
}

/** As Node's `events.once`: the arguments of the event as an array; an 'error' that comes instead is thrown. */
export class EmitterTicket extends Ticket {
  readonly #emitter: Emitter;
  readonly #name: EventName;
  readonly #happened = (...args: unknown[]) => this.settle(args, false);
  readonly #erred = (error: unknown) => this.settle(error, true);

  constructor(waiter: Continuation, emitter: Emitter, name: EventName, ms?: number) {
    super(waiter, ms);
    this.#emitter = emitter;
    this.#name = name;
  }

  listen(): void {
    this.#emitter.once(this.#name, this.#happened);
    if (this.#name !== 'error') this.#emitter.once('error', this.#erred);
  }

  unlisten(): void {
    this.#emitter.removeListener(this.#name, this.#happened);
    this.#emitter.removeListener('error', this.#erred);
  }

  describe(): string {
    return eventOf(this.#emitter, this.#name);
  }
}

/** An EventTarget has no errors of its own: an 'error' is an event like others. */
export class TargetTicket extends Ticket {
  readonly #target: EventTarget;
  readonly #name: string;
  readonly #happened = (event: unknown) => this.settle([event], false);

  constructor(waiter: Continuation, target: EventTarget, name: string, ms?: number) {
    super(waiter, ms);
    this.#target = target;
    this.#name = name;
  }

  listen(): void {
    this.#target.addEventListener(this.#name, this.#happened, { once: true });
  }

  unlisten(): void {
    this.#target.removeEventListener(this.#name, this.#happened);
  }

  describe(): string {
    return eventOf(this.#target, this.#name);
  }
}

/** A sleep that a signal may end: that its time is over is no error. */
export class SleepTicket extends Ticket {
  listen(): void {}

  unlisten(): void {}

  override timedOut(): void {}

  describe(): string {
    return 'its time, or an abort';
  }
}

function eventOf(source: object, name: EventName): string {
  return `'${String(name)}' of ${describe(source)}`;
}
