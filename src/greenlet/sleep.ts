import { REASON } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import { badArgument } from '../errors/misuse.js';
import type { Continuation, WaitingOn } from '../frames/continuation.js';
import { kick } from '../hub/hub.js';
import { beginWait, failed, park, suspend, wakeError } from '../hub/wait.js';
import { AbortWatch, checkSignal, type SignalOptions } from './abort.js';

/**
 * Gives way for `ms` milliseconds; `sleep(0)` lets every greenlet that is ready run once. Infinity sleeps until it is
 * killed or thrown into; `{ signal }` ends it with the signal's reason. Throws GS_BAD_ARGUMENT for anything but a number from 0.
 *
 * @example
 * await joinAll([spawn(function* () { yield sleep(2); console.log('b') }), spawn(function* () { console.log('a') })]);
 * // prints a, then b
 */
// biome-ignore lint/suspicious/noExplicitAny: undefined, or a promise of it in main and async bodies
export function sleep(ms = 0, options?: SignalOptions): any {
  if (typeof ms !== 'number' || !(ms >= 0)) throw badArgument('sleep', 'a duration is a number of ms, 0 or more', ms);
  if (options?.signal !== undefined) return sleepUnless(options.signal, ms);
  const waiter = beginWait('sleep');
  if (ms === 0) {
    engine().yieldHost(waiter._slot);
    kick();
  } else park(waiter, REASON.SLEEP, null, ms);
  return suspend(waiter);
}

function sleepUnless(signal: AbortSignal, ms: number): unknown {
  checkSignal('sleep', signal);
  if (signal.aborted) return failed('sleep', signal.reason);
  if (ms === 0) return sleep(0);
  const waiter = beginWait('sleep');
  const ending = new AbortableSleep();
  park(waiter, REASON.SLEEP, ending, ms);
  ending.watch(signal, waiter);
  return suspend(waiter);
}

class AbortableSleep implements WaitingOn {
  #watch: AbortWatch | null = null;

  watch(signal: AbortSignal, waiter: Continuation): void {
    this.#watch = new AbortWatch(signal, (reason) => wakeError(waiter, reason));
  }

  /** That its time is over is no error. */
  forget(): void {
    this.#watch?.stop();
  }

  describe(): string {
    return 'its time, or an abort';
  }
}
