/** withSignal: a function that an AbortSignal may end. */
import { badArgument } from '../errors/misuse.js';
import { checkSignal } from '../greenlet/abort.js';
import { checkBody } from '../greenlet/body.js';
import { CallFrame } from '../greenlet/call-frame.js';
import { runInside, type Steps } from '../greenlet/run-inside.js';
import { Abortion } from './abortion.js';

export interface WithSignalOptions {
  /** Returned when the signal is aborted; nothing is thrown then. It may be undefined: what counts is that it is there. */
  fallback?: unknown;
}

/**
 * Calls `fn`, and when the signal is aborted, whatever `fn` waits in throws the signal's `reason`, and so does this call: an
 * AbortSignal for any wait, at any depth. Does not call `fn` when the signal is aborted already. Ends with the result of `fn`.
 * Blocks as long as `fn` does. In main and async bodies `fn` runs as a greenlet of its own. A shield holds the abort back, as it does a
 * timeout. Throws what `fn` throws, the reason, GS_BAD_ARGUMENT, GS_NOT_A_FUNCTION.
 *
 * @example
 * const signal = AbortSignal.timeout(5);
 * const slow = async () => await sleep(1000);
 * console.log(await withSignal(signal, slow, { fallback: 'aborted' })); // prints aborted
 */
// biome-ignore lint/suspicious/noExplicitAny: what fn ends with, or a promise of it in main and async bodies
export function withSignal(signal: AbortSignal, fn: () => unknown, options: WithSignalOptions = {}): any {
  if (signal === undefined) throw badArgument('withSignal', 'expected an AbortSignal', signal);
  checkSignal('withSignal', signal);
  checkBody('withSignal', fn);
  return runInside('withSignal', () => abortable(signal, fn, options));
}

function* abortable(signal: AbortSignal, fn: () => unknown, options: WithSignalOptions): Steps {
  if (signal.aborted) {
    if ('fallback' in options) return options.fallback;
    throw signal.reason;
  }
  const abortion = new Abortion(signal);
  try {
    return yield new CallFrame(fn);
  } catch (error) {
    if (abortion.isMine(error) && 'fallback' in options) return options.fallback;
    throw error;
  } finally {
    abortion.cancel();
  }
}
