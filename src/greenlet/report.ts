/** Failures that nobody observes are reported once, so that no error is lost. */
import { macrotask } from '../hub/hub.js';
import type { Greenlet } from './greenlet.js';

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
    if (!greenlet.observed) report(greenlet.failedWith, greenlet);
  });
}

export function report(error: unknown, greenlet: Greenlet | null): void {
  if (handler === null) print(error, greenlet);
  else {
    try {
      handler(error, greenlet);
    } catch (failure) {
      print(error, greenlet);
      print(failure, null);
    }
  }
}

function print(error: unknown, greenlet: Greenlet | null): void {
  const who = greenlet === null ? 'A callback of the hub' : `Greenlet ${greenlet.name}`;
  console.error(`${who} failed, and nobody waits for it:`, error);
}
