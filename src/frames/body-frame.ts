/**
 * The frame of a body that was not entered yet. Entering it calls the function; what comes back says how the body goes
 * on: a generator is entered as a frame of its own, a promise makes it an async body, anything else is the result.
 */
import { AsyncFrame } from './async-frame.js';
import { Frame } from './frame.js';
import { GeneratorFrame, isGenerator } from './generator-frame.js';
import { enter, machine, REPLACING, UNWINDING } from './machine.js';

type Body = (...args: unknown[]) => unknown;

export class BodyFrame extends Frame {
  readonly #fn: Body;
  readonly #args: unknown[];

  constructor(fn: Body, args: unknown[]) {
    super();
    this.#fn = fn;
    this.#args = args;
  }

  resume(): unknown {
    const fn = this.#fn;
    const result = fn(...this.#args);
    if (typeof result !== 'object' || result === null || machine.mode === UNWINDING) return result;
    if (isGenerator(result)) return enter(new GeneratorFrame(result, fn.name), REPLACING);
    if (isThenable(result)) return enter(new AsyncFrame(machine.current, fn.name, () => result), REPLACING);
    return result;
  }

  raise(error: unknown): unknown {
    throw error;
  }

  get label(): string {
    return this.#fn.name;
  }
}

export function isThenable(value: object): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown }).then === 'function';
}
