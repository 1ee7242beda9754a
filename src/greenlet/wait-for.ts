/** Waiting for what the host does: promises, and events of emitters and targets; from every kind of body. */
import { badArgument } from '../errors/misuse.js';
import { isThenable } from '../frames/body-frame.js';
import type { SignalOptions } from './abort.js';
import {
  type Emitter,
  EmitterSource,
  type EventName,
  PromiseSource,
  type Source,
  TargetSource,
} from './host-sources.js';
import { waitForHost } from './host-wait.js';

export interface WaitForOptions extends SignalOptions {
  /** Milliseconds to wait at most; then it throws a Timeout. 0 is one at once: nobody can look into a promise. */
  timeout?: number;
}

/**
 * Waits for a promise or any thenable, in this greenlet only, and returns its value or throws its error; or for the next event
 * of an EventEmitter or EventTarget, and returns its arguments as an array (an emitter's 'error' that comes instead is thrown,
 * as by Node's `events.once`). A kill, a timeout (ms) or an aborted signal ends the wait; the promise itself goes on, and
 * listeners are taken back. May switch away. Throws a Timeout (GS_TIMEOUT), the signal's reason, and GS_BAD_ARGUMENT for
 * anything else.
 *
 * @example
 * const g = spawn(function* () { return (yield waitFor(Promise.resolve(20))) + 1 });
 * console.log(await g); // prints 21
 * const [code] = await waitFor(childProcess, 'exit', { timeout: 1000 });
 */
// biome-ignore lint/suspicious/noExplicitAny: T, or a promise of it in main and async bodies
export function waitFor<T>(promise: PromiseLike<T>, options?: WaitForOptions): any;
// biome-ignore lint/suspicious/noExplicitAny: the event's arguments, or a promise of them in main and async bodies
export function waitFor(source: Emitter | EventTarget, event: EventName, options?: WaitForOptions): any;
export function waitFor(source: unknown, event?: unknown, options?: WaitForOptions): unknown {
  if (typeof event === 'string' || typeof event === 'symbol')
    return waitForHost('waitFor', eventIn(source, event), options);
  return waitForHost('waitFor', promiseIn(source), optionsOf(event));
}

function optionsOf(options: unknown): WaitForOptions | undefined {
  if (options === undefined || (typeof options === 'object' && options !== null)) return options as WaitForOptions;
  throw badArgument('waitFor', 'after a promise come options, after an emitter the name of an event', options);
}

function promiseIn(promise: unknown): Source {
  if (isObject(promise) && isThenable(promise)) return new PromiseSource(promise);
  throw badArgument('waitFor', 'expected a promise, or an emitter and the name of an event', promise);
}

function eventIn(source: unknown, name: EventName): Source {
  if (isObject(source)) {
    if (isEmitter(source)) return new EmitterSource(source, name);
    if (isTarget(source) && typeof name === 'string') return new TargetSource(source, name);
  }
  throw badArgument('waitFor', 'expected an EventEmitter or EventTarget before the name of the event', source);
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isEmitter(source: object): source is Emitter {
  const { once, removeListener } = source as Partial<Emitter>;
  return typeof once === 'function' && typeof removeListener === 'function';
}

function isTarget(source: object): source is EventTarget {
  const { addEventListener, removeEventListener } = source as Partial<EventTarget>;
  return typeof addEventListener === 'function' && typeof removeEventListener === 'function';
}
