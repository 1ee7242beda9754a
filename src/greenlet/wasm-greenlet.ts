/**
 * Greenlets that a wasm program spawns inside itself. The engine runs them without leaving wasm; JS gets an object for
 * one only when it meets it: as the current greenlet of an import, through its id, or when it ends badly.
 *
 *     engine's record: wasm frames          WasmGreenlet: frames of the JS import that parked it, if any
 *     when it is ready, the engine asks `resumeWasm`, which runs those; once they are done the wasm frames go on
 */
import type { Control, Engine, ValueType } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import { GreenspoolError } from '../errors/greenspool-error.js';
import { outOfMemory, overrun, trap } from '../errors/wasm.js';
import { AWAY, type Continuation, KIND } from '../frames/continuation.js';
import { machine, takeFrames } from '../frames/machine.js';
import { trampoline } from '../frames/trampoline.js';
import { setPending } from '../frames/wasm-frame.js';
import { bind, continuationOf } from '../hub/hub.js';
import { queueWith, takeWake } from '../hub/wait.js';
import { Greenlet, STARTED } from './greenlet.js';
import { GreenletExit } from './greenlet-exit.js';
import { hub } from './main.js';
import { report, reportUnobserved } from './report.js';

/** What resumeWasm tells the engine (assembly/host.ts). */
const SETTLED = 0;
const GO_ON = 1;
const FAIL = 2;

/** How a wasm greenlet ends (assembly/states.ts). */
const BY_RETURN = 0;
const BY_KILL = 1;
const BY_OVERRUN = 3;
const BY_NO_MEMORY = 4;

const inWasm = () => undefined;

export class WasmGreenlet extends Greenlet {
  /** What the import that parked it returns. */
  #awaits: ValueType | null = null;
  /** How the import ended, if that was a failure: the greenlet's own failure, since wasm cannot catch. */
  failure: { error: unknown } | null = null;
  /** How the import ended, for `run`. */
  #back: { value: unknown; failed: boolean } | null = null;
  /** The engine's run loop is below it on the native stack. */
  #isInTurn = false;
  /** An import of JS has parked it. */
  #isInImport = false;

  constructor(slot: number) {
    super(inWasm, [], hub);
    this._kind = KIND.WASM;
    this._state |= STARTED;
    this.name = `wasm#${this.id}`;
    this._slot = slot;
    bind(slot, this);
    engine().setWatched(slot);
  }

  override get _canBeReached(): boolean {
    return this.#isInImport;
  }

  override get _isAllWasm(): boolean {
    return this._frames === null;
  }

  /**
   * An import has parked it and no trampoline is below, only the engine's run loop: the frames of the import are kept
   * here. Whom it switched to, or itself when it had its result at once, gets its turn from the ready queue.
   */
  parkedInImport(awaits: ValueType | null): void {
    const { target, value, failed } = machine;
    this.#awaits = awaits;
    this.#isInImport = true;
    this._frames = takeFrames();
    const isSwitch = target !== null && target !== undefined && target !== this;
    this._away = isSwitch ? AWAY.SWITCHED : AWAY.NO;
    if (target === this) queueWith(this, value, failed);
    else if (isSwitch) hand(target, value, failed);
  }

  /** The engine's run loop: the import that parked it is to go on; then its wasm frames. */
  override _takeTurn(): number {
    this.#isInTurn = true;
    takeWake(this);
    trampoline(this);
    this.#isInTurn = false;
    const back = this.#back;
    if (back === null) return SETTLED;
    this.#back = null;
    this.#isInImport = false;
    try {
      if (back.failed) throw back.value;
      if (this.#awaits !== null) setPending(engine() as Engine & Control, this.#awaits, back.value);
      return GO_ON;
    } catch (error) {
      this.failure = { error };
      return FAIL;
    }
  }

  /** The import is over. Its wasm frames go on in the run loop: at once, or, after a switch by somebody else, in its turn. */
  override _finish(value: unknown, failed: boolean): null {
    if (this.#isInTurn) this.#back = { value, failed };
    else queueWith(this, value, failed);
    return null;
  }
}

/** Puts a greenlet that was switched to into the ready queue, with what it is to get. */
function hand(target: Continuation, value: unknown, failed: boolean): void {
  Object.assign(machine, { value, failed });
  target._arrive();
  queueWith(target, machine.value, machine.failed);
  Object.assign(machine, { value: undefined, failed: false });
}

/** The greenlet object for a slot of a wasm greenlet; made at first need, and from then on told of its end. */
export function wasmGreenlet(slot: number): WasmGreenlet {
  return (continuationOf(slot) as WasmGreenlet | null) ?? new WasmGreenlet(slot);
}

/** The greenlet with this id, as wasm code hands it out. Throws GS_STALE_ID when it is over. */
export function greenletById(id: number | bigint): Greenlet {
  const slot = engine().slotOf(Number(id));
  if (slot !== 0) return (continuationOf(slot) as Greenlet | null) ?? new WasmGreenlet(slot);
  throw new GreenspoolError({
    code: 'GS_STALE_ID',
    tried: `look up the greenlet with the id ${id}`,
    stopped: 'no living greenlet has it: it is over, or the number was never an id',
    fix: 'Ask while it lives, and keep the Greenlet object instead of its id',
  });
}

/** The engine's run loop asks for one that JS has not met: there are no JS frames. */
export function resumeWasm(slot: number): number {
  return wasmGreenlet(slot)._takeTurn();
}

/** The error that is on its way out of the run loop. */
let trapError: unknown;

export function wasmEnded(slot: number, how: number): void {
  const g = continuationOf(slot) as WasmGreenlet | null;
  if (g === null) return;
  g._slot = 0;
  bind(slot, null);
  if (how === BY_RETURN)
    g._end(undefined, false); // bodies in AssemblyScript return nothing
  else if (how === BY_KILL) g._end(g._dying ?? new GreenletExit(), true);
  else g._end(failureOf(g, how), true);
  if (!g.successful() && !g._observed) reportUnobserved(g);
}

function failureOf(g: WasmGreenlet, how: number): unknown {
  if (g.failure !== null) return g.failure.error;
  if (how === BY_OVERRUN) return overrun(g.name);
  if (how === BY_NO_MEMORY) return outOfMemory(`park ${g.name}`);
  return trap(g.name, trapError);
}

/** An error has left the run loop: a trap in a wasm greenlet ends that one; the hub goes on. */
export function trapped(error: unknown): boolean {
  trapError = error;
  const noMemory = engine().allocating() === 1;
  const slot = engine().currentSlot();
  const known = slot !== 0 && continuationOf(slot) !== null;
  const ended = engine().recover();
  trapError = undefined;
  if (ended === 0) return false;
  if (!known) report(noMemory ? outOfMemory('park a wasm greenlet') : trap('a wasm greenlet', error), null);
  return true;
}
