/** Failures that nobody observes are reported once, so that no error is lost. */
import { DeadlockError } from '../errors/deadlock.js';
import { macrotask } from '../hub/hub.js';
import type { Greenlet } from './greenlet.js';
import { spawnStack } from './spawn-places.js';

/** What is done with the failure of a greenlet that nobody observes. */
export type ErrorHandler = (error: unknown, greenlet: Greenlet | null) => void;

let handler: ErrorHandler | null = null;

/**
 * Replaces the report of unobserved failures (it goes to console.error); null restores it. Returns the handler before.
 * A failure is observed by join, get, link or await, at the latest in the callbacks that run with the failure.
 *
 * @example
 * onError((error, greenlet) => log.warn(`${greenlet?.name} failed`, error));
 */
export function onError(wanted: ErrorHandler | null): ErrorHandler | null {
  const before = handler;
  handler = wanted;
  return before;
}

/** Reports at the next macrotask, unless somebody has taken an interest by then. */
export function reportUnobserved(greenlet: Greenlet): void {
  macrotask(() => {
    if (!greenlet._observed && !isTold(greenlet._failedWith)) report(greenlet._failedWith, greenlet);
  });
}

function isTold(error: unknown): boolean {
  try {
    return error instanceof DeadlockError && error.isTold;
  } catch {
    return false; // a proxy that refuses to say what it is
  }
}

/** `who` is for the message, when it was no greenlet. */
export function report(error: unknown, greenlet: Greenlet | null, who?: string): void {
  if (handler === null) printFailure(error, greenlet, who);
  else {
    try {
      handler(error, greenlet);
    } catch (failure) {
      printFailure(error, greenlet, who);
      printFailure(failure, null);
    }
  }
}

function printFailure(error: unknown, greenlet: Greenlet | null, callback = 'A callback of the hub'): void {
  const who = greenlet === null ? callback : `Greenlet ${greenlet.name}`;
  print(`${who} failed, and nobody waits for it${spawnPlace(greenlet)}:`, error);
}

function spawnPlace(greenlet: Greenlet | null): string {
  const [place] = greenlet === null ? [] : spawnStack(greenlet);
  return place === undefined ? '' : ` (it was spawned at ${place})`;
}

/** Never throws: it is called in the midst of the hub's work, and printing runs code of the error and of the console. */
export function print(...what: unknown[]): void {
  try {
    console.error(...what);
  } catch {
    // an error that cannot even be printed must not take others with it
  }
}
