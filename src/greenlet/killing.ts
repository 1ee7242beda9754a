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

export interface KillOptions {
  /** With false, does not wait for the end. */
  block?: boolean;
  /** Milliseconds to wait for the end at most. */
  timeout?: number;
}

export function kill(greenlet: Greenlet, error: unknown, { block = true, timeout }: KillOptions = {}): unknown {
  checkTimeout('kill', timeout);
  if (!(error instanceof Error)) throw badArgument('kill', 'only an Error can be thrown into a greenlet', error);
  if (greenlet.kind === KIND.MAIN || greenlet.kind === KIND.HUB) {
    throw badArgument('kill', 'main and the hub cannot be killed', greenlet.name);
  }
  if (!greenlet.dead) {
    // an async body that waits is not running: a callback that it has made is
    if (greenlet === getCurrent() && !greenlet.asyncFrame?.canBeRaised) throw error;
    if (block) checkMayWait('kill');
    end(greenlet, error);
  }
  return block ? join(greenlet, timeout) : undefined;
}

function end(greenlet: Greenlet, error: Error): void {
  if (life !== null) life.killed(greenlet);
  greenlet.dying = error;
  greenlet.isLight = false;
  if (!greenlet.started) endNow(greenlet, error);
  else if (greenlet.isAllWasm)
    engine().kill(greenlet.slot); // it cannot catch
  else if (greenlet.asyncFrame !== null && !greenlet.asyncFrame.canBeRaised) endNow(greenlet, error);
  else interrupt(greenlet, error);
}

/**
 * Nothing of it is waiting where an error could be thrown: it never ran, or it is an async body that awaits a promise of
 * somebody else. The code of such a body goes on until its next blocking call, which throws the error.
 */
function endNow(greenlet: Greenlet, error: Error): void {
  greenlet.end(error, true);
  if (!greenlet.successful() && !greenlet.observed) reportUnobserved(greenlet);
}
