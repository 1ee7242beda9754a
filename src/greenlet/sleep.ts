import { REASON } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import { badArgument } from '../errors/misuse.js';
import { kick } from '../hub/hub.js';
import { beginWait, park, suspend } from '../hub/wait.js';

/**
 * Gives way for `ms` milliseconds; `sleep(0)` lets every greenlet that is ready run once. Infinity sleeps until it is
 * killed or thrown into. Throws GS_BAD_ARGUMENT for anything but a number from 0.
 *
 * @example
 * await joinAll([spawn(function* () { yield sleep(2); console.log('b') }), spawn(function* () { console.log('a') })]);
 * // prints a, then b
 */
// biome-ignore lint/suspicious/noExplicitAny: undefined, or a promise of it in main and async bodies
export function sleep(ms = 0): any {
  if (typeof ms !== 'number' || !(ms >= 0)) throw badArgument('sleep', 'a duration is a number of ms, 0 or more', ms);
  const waiter = beginWait('sleep');
  if (ms === 0) {
    engine().yieldHost(waiter.slot);
    kick();
  } else park(waiter, REASON.SLEEP, null, ms);
  return suspend(waiter);
}
