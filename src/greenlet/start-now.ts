/** Starting a greenlet without a turn of the hub in between, where that is possible: in a callback of the event loop. */
import { KIND } from '../frames/continuation.js';
import { machine, RUNNING } from '../frames/machine.js';
import { enterBySwitch } from '../frames/trampoline.js';
import { keepTime } from '../hub/coarse-clock.js';
import { now } from '../hub/hub.js';
import type { Greenlet } from './greenlet.js';
import { tellSpawned } from './spawn-callbacks.js';

/**
 * Runs it up to its first park when main calls; one that never parks is over then, and the engine has never heard of it. From
 * inside another greenlet it is started as ever: that one would lie below it on the native stack, where nobody could reach it.
 */
export function startNow(greenlet: Greenlet): void {
  if (machine.current._kind !== KIND.MAIN || $gsm !== RUNNING || machine.inCallback) {
    greenlet.start();
    return;
  }
  tellSpawned(greenlet);
  if (greenlet.dead) return; // a spawn callback has ended it
  keepTime(now());
  enterBySwitch(greenlet);
}
