/**
 * Imports that may park. What the host function does decides: a generator function runs as a frame of its own, a promise
 * is waited for, and what a blocking call returned is handed on; anything else is the import's result.
 */

import type { Control, Engine, ValueType } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import { notYielded } from '../errors/misuse.js';
import { importBarrier, wasmBarrier } from '../errors/wasm.js';
import { isThenable } from '../frames/body-frame.js';
import { type Continuation, canBeLeft, KIND } from '../frames/continuation.js';
import { isToken } from '../frames/generator-call.js';
import { GeneratorFrame, isGenerator } from '../frames/generator-frame.js';
import { callOff } from '../frames/lost.js';
import { machine, save, UNWINDING, unwindTo } from '../frames/machine.js';
import { setAwaited } from '../frames/wasm-frame.js';
import type { Greenlet } from '../greenlet/greenlet.js';
import { waitFor } from '../greenlet/wait-for.js';
import { WasmGreenlet, wasmGreenlet } from '../greenlet/wasm-greenlet.js';
import type { Description } from './instrument/description.js';

type HostFunction = (...args: unknown[]) => unknown;
type Parking = Description['imports'][number];

/** The functions among the imports, wrapped: those that may park, and those that must not. */
export function wrapImports(
  imports: WebAssembly.Imports,
  module: WebAssembly.Module,
  description: Description,
): WebAssembly.Imports {
  const wrapped: WebAssembly.Imports = { ...imports };
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    const fn = imports[from]?.[name];
    if (typeof fn !== 'function') continue;
    const parking = description.imports.find((one) => one.module === from && one.name === name);
    const wrapper =
      parking === undefined ? watch(fn as HostFunction, `${from}.${name}`) : wrap(fn as HostFunction, parking);
    wrapped[from] = { ...wrapped[from], [name]: wrapper };
  }
  return wrapped;
}

/** An import that must not block: wasm would go on with a wrong value. */
function watch(fn: HostFunction, name: string): HostFunction {
  return (...args) => {
    const value = fn(...args);
    if ($gsm !== UNWINDING && !(typeof value === 'object' && value !== null && isThenable(value))) return value;
    const error = importBarrier(name);
    if ($gsm === UNWINDING) callOff(error);
    throw error;
  };
}

function wrap(fn: HostFunction, parking: Parking): HostFunction {
  const result = (parking.results[0] ?? null) as ValueType | null;
  return (...args) => {
    const caller = machine.current;
    const c = suspendable(caller);
    machine.current = c;
    let value: unknown;
    try {
      value = outcome(fn(...args), parking);
    } catch (error) {
      if ($gsm !== UNWINDING) throw error;
      throw tokenLost(c, error); // it had begun to park
    } finally {
      machine.current = caller;
    }
    if ($gsm !== UNWINDING) return value;
    return parked(c, value, result);
  };
}

/** Who is running when wasm calls: the engine knows the greenlets that JS has not met. */
function suspendable(current: Continuation): Continuation {
  if (current._kind !== KIND.HUB) return current;
  const slot = engine().currentSlot();
  return slot === 0 ? current : wasmGreenlet(slot);
}

function outcome(value: unknown, parking: Parking): unknown {
  if ($gsm === UNWINDING || typeof value !== 'object' || value === null) return value;
  const isBody = isGenerator(value);
  if (!isBody && !isThenable(value)) return value;
  if (!canBeLeft(machine.current)) throw wasmBarrier(parking.name, (machine.current as Greenlet).name);
  if (!isBody) return waitFor(value);
  // the trampoline runs it, on top of the wasm frames
  save(new GeneratorFrame(value, parking));
  return unwindTo(machine.current, undefined, false);
}

/** A park that the host function did not hand on is called off. */
function tokenLost(c: Continuation, cause?: unknown): Error {
  const error = notYielded(c._call, cause);
  callOff(error, c);
  return error;
}

/** The host function has parked: the wasm frames below it are left as well. */
function parked(c: Continuation, value: unknown, result: ValueType | null): unknown {
  if (!isToken(value)) throw tokenLost(c);
  if (c instanceof WasmGreenlet) c.parkedInImport(result);
  else setAwaited(result);
  (engine() as Engine & Control).unwind();
  return result === 'i64' ? 0n : 0;
}
