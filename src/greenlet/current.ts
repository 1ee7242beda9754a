import { KIND } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { asyncOwner } from '../hub/async-context.js';
import { runningInWasm } from '../hub/hub.js';
import type { Greenlet } from './greenlet.js';

/**
 * The greenlet that runs; main outside all others (module top level, event callbacks). Never switches, never throws.
 *
 * @example
 * const g = spawn(function* () { console.log(getCurrent() === g) }); // prints true
 */
export function getCurrent(): Greenlet {
  const c = machine.current as Greenlet;
  if (c._kind === KIND.MAIN) return livingOwner() ?? c;
  return c._kind === KIND.HUB ? ((runningInWasm() as Greenlet | null) ?? c) : c;
}

function livingOwner(): Greenlet | null {
  const owner = asyncOwner() as Greenlet | null;
  return owner === null || owner.dead ? null : owner;
}
