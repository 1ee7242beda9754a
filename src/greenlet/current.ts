import { engine } from '../engine/load.js';
import { KIND } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { asyncOwner } from '../hub/async-context.js';
import type { Greenlet } from './greenlet.js';
import { main } from './main.js';
import { wasmGreenlet } from './wasm-greenlet.js';

/**
 * The greenlet that runs; main outside all others (module top level, event callbacks). Never switches, never throws.
 *
 * @example
 * const g = spawn(function* () { console.log(getCurrent() === g) }); // prints true
 */
export function getCurrent(): Greenlet {
  const c = machine.current as Greenlet;
  if (c.kind === KIND.MAIN) return (asyncOwner() as Greenlet | null) ?? main;
  return c.kind === KIND.HUB ? runningWasm(c) : c;
}

/** The hub runs: if wasm code has called us, the greenlet that it runs in. */
function runningWasm(hub: Greenlet): Greenlet {
  const slot = engine().currentSlot();
  return slot === 0 ? hub : wasmGreenlet(slot);
}
