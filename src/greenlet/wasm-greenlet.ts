/**
 * Greenlets that a wasm program spawns inside itself. The engine runs them without leaving wasm; JS gets an object for
 * one only when it meets it: as the current greenlet in an import, or when it ends badly.
 */
import { engine } from '../engine/load.js';
import { GreenspoolError } from '../errors/greenspool-error.js';
import { KIND } from '../frames/continuation.js';
import { bind, continuationOf } from '../hub/hub.js';
import { Greenlet } from './greenlet.js';
import { hub } from './main.js';
import { report } from './report.js';

/** How a wasm greenlet ends (assembly/life.ts). */
const RETURNED = 0;
const KILLED = 1;
const OVERRUN = 3;

const inWasm = () => undefined;

/** The greenlet object for a slot of a wasm greenlet; made at first need, and from then on told of its end. */
export function wasmGreenlet(slot: number): Greenlet {
  const known = continuationOf(slot);
  if (known !== null) return known as Greenlet;
  const g = new Greenlet(inWasm, [], hub, null);
  g.kind = KIND.WASM;
  g.started = true;
  g.name = `wasm#${g.id}`;
  g.slot = slot;
  bind(slot, g);
  engine().setWatched(slot);
  return g;
}

/** The engine's run loop: a wasm greenlet that parked in an import of JS is ready. */
export function resumeWasm(slot: number): number {
  const g = wasmGreenlet(slot);
  return g.frames === null ? 1 : 1;
}

export function wasmEnded(slot: number, how: number): void {
  const g = continuationOf(slot) as Greenlet | null;
  if (g === null) return;
  g.slot = 0;
  bind(slot, null);
  if (how === RETURNED) g.end(engine().valueBitsOf(slot), false);
  else if (how === KILLED) g.end(g.dying ?? undefined, g.dying !== null);
  else g.end(lost(g, how), true);
}

/** An error has left the run loop: a trap in a wasm greenlet ends that one; the hub goes on. */
export function trapped(error: unknown): boolean {
  const outOfMemory = engine().allocating() === 1;
  const slot = engine().recover();
  if (slot === 0) return false;
  void outOfMemory;
  report(error, null);
  return true;
}

function lost(g: Greenlet, how: number): GreenspoolError {
  const overrun = how === OVERRUN;
  return new GreenspoolError({
    code: overrun ? 'GS_STACK_OVERRUN' : 'GS_OUT_OF_MEMORY',
    tried: `park ${g.name}`,
    stopped: overrun ? 'its wasm frames do not fit into the unwinding buffer' : 'the engine has no memory for its frames',
    fix: overrun ? 'Recurse less deeply before blocking' : 'Raise `configure({ memoryLimit })`, or keep fewer greenlets',
  });
}
