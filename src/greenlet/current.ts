import { KIND } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { asyncOwner } from '../hub/async-context.js';
import type { Greenlet } from './greenlet.js';
import { main } from './main.js';

/**
 * The greenlet that runs; main outside all others (module top level, event callbacks). Never switches, never throws.
 *
 * @example
 * const g = spawn(function* () { console.log(getCurrent() === g) }); // prints true
 */
export function getCurrent(): Greenlet {
  const c = machine.current as Greenlet;
  return c.kind === KIND.MAIN ? ((asyncOwner() as Greenlet | null) ?? main) : c;
}
