/**
 * The outermost frame of a plain body. Entering it calls the function; what comes back, at once or after it was parked,
 * says how the body goes on: a generator is entered as a frame of its own, a promise makes it an async body, anything
 * else is the result.
 *
 * Whether the function was compiled shows when it runs: it then begins with a test of the mode, finds ENTERING, and asks
 * `$gs.enter`. A blocking call that still finds ENTERING was made by a function that cannot be left.
 */
import { AsyncFrame } from './async-frame.js';
import { KIND } from './continuation.js';
import { Frame } from './frame.js';
import { isMade } from './generator-call.js';
import { GeneratorFrame, isGenerator } from './generator-frame.js';
import { ENTERING, enter, machine, REPLACING, RUNNING, save, TOKEN, UNWINDING } from './machine.js';

type Body = (...args: unknown[]) => unknown;

export class BodyFrame extends Frame {
  readonly #fn: Body;
  #args: unknown[] | null;

  constructor(fn: Body, args: unknown[]) {
    super();
    this.#fn = fn;
    this.#args = args;
  }

  resume(value: unknown): unknown {
    const args = this.#args;
    if (args === null) return this.#ended(value);
    this.#args = null;
    const result = enterBody(this.#fn, args);
    if ($gsm !== UNWINDING) return this.#ended(result);
    const isOnItsWay = isMade(result);
    save(this);
    return isOnItsWay ? TOKEN : result;
  }

  #ended(result: unknown): unknown {
    if (typeof result !== 'object' || result === null) return result;
    if (isGenerator(result)) return become(KIND.GENERATOR, new GeneratorFrame(result, this.#fn));
    if (isThenable(result) && (result as unknown) !== machine.current) {
      const frame = new AsyncFrame(machine.current, this.#fn.name, () => result);
      machine.current.asyncFrame = frame;
      machine.current.isLight = false;
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

  /** Before the start it stands for the function, after it the function has frames of its own. */
  override get isShown(): boolean {
    return this.#args !== null;
  }
}

/** Calls a function of which nobody knows yet whether it was compiled. */
export function enterBody(fn: Body, args: unknown[]): unknown {
  machine.entering = fn;
  $gsm = ENTERING;
  try {
    return fn(...args);
  } finally {
    if ($gsm === ENTERING) $gsm = RUNNING;
    machine.entering = undefined;
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
