/**
 * The frame of a body that was not entered yet. Entering it calls the function; what comes back says how the body goes
 * on: a generator is entered as a frame of its own, a promise makes it an async body, anything else is the result.
 */
import { AsyncFrame } from './async-frame.js';
import { KIND } from './continuation.js';
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
    if (isGenerator(result)) return become(KIND.GENERATOR, new GeneratorFrame(result, fn.name));
    if (isThenable(result) && (result as unknown) !== machine.current) {
      const frame = new AsyncFrame(machine.current, fn.name, () => result);
      machine.current.asyncFrame = frame;
      return become(KIND.ASYNC, frame);
    }
    return result;
  }

  raise(error: unknown): unknown {
    throw error;
  }

  get label(): string {
    return this.#fn.name;
  }
}

/** The body frame itself is over; what the call made of the body takes its place. */
function become(kind: number, frame: Frame): unknown {
  machine.current.kind = kind;
  return enter(frame, REPLACING);
}

/** Promises, and objects or functions like them. */
export function isThenable(value: object): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown }).then === 'function';
}
