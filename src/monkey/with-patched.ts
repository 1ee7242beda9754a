/** Patches for as long as a function takes. */
import { isThenable } from '../frames/body-frame.js';
import { canBeLeft } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { checkBody } from '../greenlet/body.js';
import { CallFrame } from '../greenlet/call-frame.js';
import { runInside, type Steps } from '../greenlet/run-inside.js';
import { isOptional, patchNames } from './registry.js';
import { hold } from './state.js';

/**
 * Calls `fn` with everything patched that patchAll patches, and undoes that when `fn` is over: at once, when the promise that it
 * returned has settled, or when it has blocked to its end. Calls may overlap: the last one to end undoes. Ends with the result
 * of `fn`; in main and async bodies with what `fn` returns. Blocks as long as `fn` does. Throws what `fn` throws, GS_NOT_A_FUNCTION,
 * GS_CANNOT_PATCH.
 *
 * @example
 * await withPatched(() => joinAll(['a.txt', 'b.txt'].map((file) => spawn(load, file))));
 */
export function withPatched<T>(fn: () => T): T {
  checkBody('withPatched', fn);
  return (canBeLeft(machine.current) ? runInside('withPatched', () => during(fn)) : directly(fn)) as T;
}

const everything = () => hold(patchNames.filter((name) => !isOptional(name)));

function* during(fn: () => unknown): Steps {
  const undo = everything();
  try {
    return yield new CallFrame(fn);
  } finally {
    undo();
  }
}

function directly(fn: () => unknown): unknown {
  const undo = everything();
  let result: unknown;
  try {
    result = fn();
  } catch (error) {
    undo();
    throw error;
  }
  if (typeof result !== 'object' || result === null || !isThenable(result)) {
    undo();
    return result;
  }
  return settled(result, undo);
}

async function settled(result: PromiseLike<unknown>, undo: () => void): Promise<unknown> {
  try {
    return await result;
  } finally {
    undo();
  }
}
