/** What a greenlet runs, and how it is told which kind of body that is. */
import { badArgument, notAFunction } from '../errors/misuse.js';
import { KIND } from '../frames/continuation.js';

// biome-ignore lint/suspicious/noExplicitAny: a body takes and returns what its author likes
export type Body<A extends any[] = any[]> = (...args: A) => unknown;

/** What a body's call ends with: the value of a generator's return, of a promise, or the value itself. */
export type Result<F extends Body> =
  ReturnType<F> extends Generator<unknown, infer R>
    ? R
    : ReturnType<F> extends PromiseLike<infer R>
      ? R
      : ReturnType<F>;

/** Functions that are exports of an instrumented program; null while there are none, as looking one up is not free. */
let wasmBodies: WeakSet<Body> | null = null;

export function markWasmBody(fn: Body): void {
  wasmBodies ??= new WeakSet();
  wasmBodies.add(fn);
}

function isWasmBody(fn: Body): boolean {
  return wasmBodies?.has(fn) ?? false;
}

/** How a function suspends; a bound one as what it calls. */
export function kindOf(fn: Body): number {
  switch ((fn as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]) {
    case undefined:
      return isWasmBody(fn) ? KIND.WASM : KIND.PLAIN;
    case 'GeneratorFunction':
      return KIND.GENERATOR;
    case 'AsyncFunction':
      return KIND.ASYNC;
    case 'AsyncGeneratorFunction':
      throw badArgument('a greenlet', 'an async generator cannot be a body', fn);
    default:
      return KIND.PLAIN;
  }
}

/** The function itself, or GS_NOT_A_FUNCTION. */
export function checkBody(api: string, fn: unknown): Body {
  if (typeof fn !== 'function') throw notAFunction(api, fn);
  return fn as Body;
}
