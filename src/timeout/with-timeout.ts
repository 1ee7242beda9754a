/** withTimeout: a function with a limit of time. */
import { checkSignal, type SignalOptions } from '../greenlet/abort.js';
import { checkBody } from '../greenlet/body.js';
import { CallFrame } from '../greenlet/call-frame.js';
import { checkTimeout } from '../greenlet/joining.js';
import { runInside, type Steps } from '../greenlet/run-inside.js';
import { Abortion } from './abortion.js';
import { Timeout } from './timeout.js';

export interface WithTimeoutOptions extends SignalOptions {
  /** Thrown instead of the Timeout. */
  error?: Error;
  /** Returned when the time is over; nothing is thrown then. It may be undefined: what counts is that it is there. */
  fallback?: unknown;
}

/**
 * Calls `fn` and gives it `ms` milliseconds: what it waits in then throws a Timeout, and so does this call; an aborted
 * `signal` throws its reason in the same way, and at once when it was aborted before. Ends with the result of `fn`. Blocks as long as `fn` does. In main and async bodies `fn` runs as a greenlet of its own. Throws
 * what `fn` throws, a Timeout (GS_TIMEOUT), GS_BAD_ARGUMENT, GS_NOT_A_FUNCTION.
 *
 * @example
 * const slow = async () => await sleep(1000);
 * console.log(await withTimeout(5, slow, { fallback: 'too late' })); // prints too late
 */
// biome-ignore lint/suspicious/noExplicitAny: what fn ends with, or a promise of it in main and async bodies
export function withTimeout(ms: number | undefined, fn: () => unknown, options: WithTimeoutOptions = {}): any {
  checkTimeout('withTimeout', ms);
  checkBody('withTimeout', fn);
  checkSignal('withTimeout', options.signal);
  return runInside('withTimeout', () => limited(ms, fn, options));
}

function* limited(ms: number | undefined, fn: () => unknown, options: WithTimeoutOptions): Steps {
  options.signal?.throwIfAborted();
  const timeout = Timeout.start(ms, options.error);
  const abortion = options.signal && new Abortion(options.signal);
  try {
    return yield new CallFrame(fn);
  } catch (error) {
    if (timeout.isMine(error) && 'fallback' in options) return options.fallback;
    throw error;
  } finally {
    abortion?.cancel();
    timeout.close();
  }
}
