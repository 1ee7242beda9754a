/** The exports of a program as JS calls them: a call that parks leaves a wasm segment in the caller's continuation. */
import type { Control, Engine, ValueType } from '../engine/abi.js';
import { canBeLeft } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { leave, recovered, WasmFrame } from '../frames/wasm-frame.js';
import { markWasmBody } from '../greenlet/body.js';
import { kick } from '../hub/hub.js';
import { knowSlot } from '../hub/wait.js';
import type { Description } from './instrument/description.js';

type Raw = (...args: unknown[]) => unknown;

const isOwn = (name: string): boolean => name.startsWith('gs.') || name.startsWith('asyncify_');

/** The module's own exports, functions wrapped. */
export function wrapExports(
  exports: WebAssembly.Exports,
  description: Description,
  engine: Engine & Control,
): Record<string, unknown> {
  const wrapped: Record<string, unknown> = {};
  const signatures = new Map(description.exports.map((one) => [one.name, one]));
  for (const [name, value] of Object.entries(exports)) {
    if (isOwn(name)) continue;
    const result = (signatures.get(name)?.results[0] ?? null) as ValueType | null;
    wrapped[name] = typeof value === 'function' ? wrap(engine, name, value as Raw, result) : value;
  }
  return wrapped;
}

function wrap(engine: Engine & Control, name: string, raw: Raw, resultType: ValueType | null): Raw {
  const wrapper = (...args: unknown[]): unknown => {
    const before = engine.currentSlot();
    engine.setCurrent(suspendableSlot());
    const token = engine.segEnter();
    let result: unknown;
    try {
      result = raw(...args);
    } catch (error) {
      throw recovered(engine, name, error);
    } finally {
      engine.segLeave(token);
      engine.setCurrent(before);
      kick(); // it may have spawned greenlets or set timers
    }
    if (engine.state() === 0) return result;
    return leave(new WasmFrame(engine, name, resultType));
  };
  Object.defineProperty(wrapper, 'name', { value: name });
  markWasmBody(wrapper);
  return wrapper;
}

/** The slot of whoever calls, if it can be left; 0 makes a park inside an error. */
function suspendableSlot(): number {
  const c = machine.current;
  if (!canBeLeft(c)) return 0;
  knowSlot(c);
  return c._slot;
}
