/**
 * A wasm segment: the frames of one call from JS into an instrumented module, kept in the engine's memory. Re-entering
 * is lazy there as well, so the segment stays one frame here, however deep it is and however often it parks.
 *
 *     JS frame ▸ [ wasm frame ▸ wasm frame ▸ wasm frame ] ▸ JS frame (an import that parked)
 *                 one WasmFrame
 */
import type { Control, Engine, ValueType } from '../engine/abi.js';
import { badArgument } from '../errors/misuse.js';
import { outOfMemory, overrun, trap } from '../errors/wasm.js';
import { Frame } from './frame.js';
import { cancelUnwinding, machine, save, TOKEN, UNWINDING, unwindTo } from './machine.js';

/** segResume: how it ended. */
const RETURNED = 0;
const PARKED = 1;

export class WasmFrame extends Frame {
  readonly #engine: Engine & Control;
  readonly #name: string;
  readonly #result: ValueType | null;
  #seg = 0;
  /** The type that the import which parked returns; null when the park was made inside wasm. */
  #awaits: ValueType | null = null;

  /** Takes over the frames that an unwinding of `name` has just left in the engine's buffer. Throws GS_STACK_OVERRUN. */
  constructor(engine: Engine & Control, name: string, result: ValueType | null) {
    super();
    this.#engine = engine;
    this.#name = name;
    this.#result = result;
    this.#awaits = takeAwaited();
    this.#seg = this.#guarded(() => engine.segNew());
    if (this.#guarded(() => engine.segCollect(this.#seg)) === 0) throw this.#lost(overrun(name));
  }

  resume(value: unknown): unknown {
    const engine = this.#engine;
    if (this.#awaits !== null) this.#deliver(this.#awaits, value);
    this.#awaits = null;
    const how = this.#reenter();
    if (how === PARKED) {
      this.#awaits = takeAwaited();
      return leave(this);
    }
    if (how !== RETURNED) throw this.#lost(overrun(this.#name));
    this.drop();
    return this.#result === null ? undefined : pending(engine, this.#result);
  }

  /** Wasm frames cannot catch: they are given up, and the error goes to whoever called into wasm. */
  raise(error: unknown): never {
    this.drop();
    throw error;
  }

  override drop(): void {
    if (this.#seg !== 0) this.#engine.segFree(this.#seg);
  }

  get label(): string {
    return this.#name;
  }

  #deliver(type: ValueType, value: unknown): void {
    try {
      setPending(this.#engine, type, value);
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  #reenter(): number {
    const engine = this.#engine;
    const before = engine.currentSlot();
    engine.setCurrent(machine.current._slot);
    try {
      return this.#guarded(() => engine.segResume(this.#seg));
    } finally {
      engine.setCurrent(before);
    }
  }

  #guarded(call: () => number): number {
    try {
      return call();
    } catch (error) {
      throw this.#lost(recovered(this.#engine, this.#name, error));
    }
  }

  /** The wasm frames are gone, and so is the park that was to leave them: the caller gets the error instead. */
  #lost(error: unknown): unknown {
    this.drop();
    cancelUnwinding();
    machine.current._abandonWait();
    return error;
  }
}

/** Wasm code has thrown: puts the engine right; what the caller is told. */
export function recovered(engine: Engine, name: string, error: unknown): unknown {
  const noMemory = engine.allocating() === 1;
  engine.recover();
  return noMemory ? outOfMemory(`park ${name}`) : trap(name, error);
}

/** The wasm frames have been left; JS goes on unwinding, or begins to when the park was made inside wasm. */
export function leave(frame: WasmFrame): number {
  save(frame);
  if ($gsm === UNWINDING) return TOKEN;
  machine.current._call = 'wasm';
  return unwindTo(null, undefined, false);
}

/** Set by the import that parks, taken by whoever collects the wasm frames below it. */
let awaited: ValueType | null = null;

export function setAwaited(type: ValueType | null): void {
  awaited = type;
}

function takeAwaited(): ValueType | null {
  const type = awaited;
  awaited = null;
  return type;
}

/** Hands a pending import's result to the frame that is re-entered next. Throws GS_BAD_ARGUMENT if it has no such type. */
export function setPending(control: Control, type: ValueType, value: unknown): void {
  try {
    convert(control, type, value);
  } catch {
    throw badArgument('the result of an import that parked', `wasm waits for an ${type}`, value);
  }
}

function convert(control: Control, type: ValueType, value: unknown): void {
  switch (type) {
    case 'i32':
      return control.set_pending_i32(Number(value) | 0);
    case 'i64':
      return control.set_pending_i64(BigInt(value as bigint));
    case 'f32':
      return control.set_pending_f32(Number(value));
    default:
      return control.set_pending_f64(Number(value));
  }
}

function pending(control: Control, type: ValueType): unknown {
  switch (type) {
    case 'i32':
      return control.pending_i32();
    case 'i64':
      return control.pending_i64();
    case 'f32':
      return control.pending_f32();
    default:
      return control.pending_f64();
  }
}
