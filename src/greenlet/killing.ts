/** Ending greenlets from outside. */
import { engine } from '../engine/load.js';
import { badArgument } from '../errors/misuse.js';
import { KIND } from '../frames/continuation.js';
import { checkMayWait, interrupt } from '../hub/wait.js';
import { getCurrent } from './current.js';
import type { Greenlet } from './greenlet.js';
import { checkTimeout, join } from './joining.js';
import { life } from './life.js';
import { reportUnobserved } from './report.js';
import { outermost } from './shielding.js';

export interface KillOptions {
  /** With false, does not wait for the end. */
  block?: boolean;
  /** Milliseconds to wait for the end at most. */
  timeout?: number;
}

export function kill(greenlet: Greenlet, error: unknown, { block = true, timeout }: KillOptions = {}): unknown {
  checkTimeout('kill', timeout);
  checkVictim('kill', greenlet, error);
  if (!greenlet.dead) {
    // an async body that waits is not running: a callback that it has made is
    if (greenlet === getCurrent() && !greenlet._asyncFrame?.canBeRaised) throw error;
    if (block) checkMayWait('kill');
    condemn(greenlet, error as Error);
  }
  return block ? join(greenlet, timeout) : undefined;
}

export function checkVictim(api: string, greenlet: Greenlet, error: unknown): asserts error is Error {
  if (!(error instanceof Error)) throw badArgument(api, 'only an Error can be thrown into a greenlet', error);
  if (greenlet._kind !== KIND.MAIN && greenlet._kind !== KIND.HUB) return;
  throw badArgument(api, 'main and the hub cannot be killed', greenlet.name);
}

/** Throws the error at its pending park and at each one after that, until it is over; in a shield, when that ends. */
export function condemn(greenlet: Greenlet, error: Error): void {
  const { shield } = greenlet._rare;
  if (shield === null) throwAlways(greenlet, error);
  else outermost(shield).kill = error;
}

/** The same without looking at shields. The greenlet that runs is thrown it at its next blocking call. */
export function throwAlways(greenlet: Greenlet, error: Error): void {
  if (life !== null) life.killed(greenlet);
  greenlet._dying = error;
  greenlet._isLight = false;
  if (greenlet === getCurrent() && !greenlet._asyncFrame?.canBeRaised) return;
  if (!greenlet.started) endNow(greenlet, error);
  else if (greenlet._isAllWasm)
    engine().kill(greenlet._slot); // it cannot catch
  else if (greenlet._asyncFrame !== null && !greenlet._asyncFrame.canBeRaised) endNow(greenlet, error);
  else {
    greenlet._asyncFrame?.leaveWaits();
    interrupt(greenlet, error);
  }
}

/**
 * Nothing of it is waiting where an error could be thrown: it never ran, or it is an async body that awaits a promise of
 * somebody else. The code of such a body goes on until its next blocking call, which throws the error.
 */
function endNow(greenlet: Greenlet, error: Error): void {
  greenlet._end(error, true);
  if (!greenlet.successful() && !greenlet._observed) reportUnobserved(greenlet);
}
