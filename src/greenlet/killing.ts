/** Ending greenlets from outside. */
import { REASON } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import { badArgument } from '../errors/misuse.js';
import { KIND } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { asyncOwner } from '../hub/async-context.js';
import { kick } from '../hub/hub.js';
import { completed, knowSlot } from '../hub/wait.js';
import type { Greenlet } from './greenlet.js';
import { checkTimeout, join } from './joining.js';

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
  if (greenlet === (asyncOwner() ?? machine.current) && !greenlet.dead) throw error;
  if (!greenlet.dead) end(greenlet, error);
  if (!block) return undefined;
  return greenlet.dead ? completed('kill', true) : join(greenlet, timeout);
}

/** Ends what has not started at once; anything else is thrown the error at its pending park when the hub next runs. */
function end(greenlet: Greenlet, error: Error): void {
  if (greenlet.kind === KIND.WASM && greenlet.frames === null && greenlet.started) {
    engine().kill(greenlet.slot);
    return;
  }
  if (!greenlet.started) {
    greenlet.end(error, true);
    return;
  }
  greenlet.dying = error;
  interrupt(greenlet, error);
}

/** Throws the error at the greenlet's pending call when it is next its turn. */
function interrupt(greenlet: Greenlet, error: unknown): void {
  greenlet.abandonWait();
  knowSlot(greenlet);
  greenlet.wakeValue = error;
  greenlet.wakeFailed = true;
  engine().parkHost(greenlet.slot, REASON.SWITCH);
  engine().schedule(greenlet.slot);
  kick();
}
