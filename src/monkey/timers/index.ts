/**
 * Callbacks of timers, run as greenlets, so that they may block. The greenlet begins at once where Node calls the callback, and
 * one that does not block is over by then: nothing changes in the order of timers, ticks and microtasks.
 */
import timers from 'node:timers';
import { callFromLoop } from '../../hub/event-loop.js';
import type { AnyFunction, Replacement } from '../patch.js';
import { type Callback, canBeGreenlet, runCallback } from './callback.js';

/** What the hub asks the event loop for is not the user's. */
const isUsers = (callback: unknown): callback is Callback => callback !== callFromLoop && canBeGreenlet(callback);

function once(original: AnyFunction): AnyFunction {
  return function (this: unknown, callback: unknown, ...rest: unknown[]): unknown {
    if (!isUsers(callback)) return original.call(this, callback, ...rest);
    const inGreenlet = function (this: unknown, ...args: unknown[]): void {
      runCallback(callback, this, args);
    };
    return original.call(this, inGreenlet, ...rest);
  };
}

/** While the callback waits its turns are left out, as a slow callback delays the next. */
function again(original: AnyFunction): AnyFunction {
  return function (this: unknown, callback: unknown, ...rest: unknown[]): unknown {
    if (!isUsers(callback)) return original.call(this, callback, ...rest);
    let isOver = (): boolean => true;
    const inGreenlet = function (this: unknown, ...args: unknown[]): void {
      if (isOver()) isOver = runCallback(callback, this, args);
    };
    return original.call(this, inGreenlet, ...rest);
  };
}

const WAYS: Readonly<Record<string, (original: AnyFunction) => AnyFunction>> = {
  setTimeout: once,
  setInterval: again,
  setImmediate: once,
};

export const timerPatches: readonly Replacement[] = Object.entries(WAYS).flatMap(([name, replacement]) => [
  { holder: globalThis, name, label: name, replacement },
  { holder: timers, name, label: `timers.${name}`, replacement },
]);
