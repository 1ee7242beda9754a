/**
 * The outermost frame of a plain body. Entering it calls the function; what comes back, at once or after it was parked,
 * says how the body goes on: a generator is entered as a frame of its own, a promise makes it an async body, anything
 * else is the result.
 *
 * Whether the function was compiled shows when it runs: it then begins with a test of the mode, finds ENTERING, and asks
 * `$gs.enter`. A blocking call that still finds ENTERING was made by a function that cannot be left.
 */
import { AsyncFrame } from './async-frame.js';
import { type Continuation, KIND } from './continuation.js';
import { Frame } from './frame.js';
import { isMade } from './generator-call.js';
import { GeneratorFrame, isGenerator } from './generator-frame.js';
import { ENTERING, enter, machine, REPLACING, RUNNING, save, TOKEN, UNWINDING } from './machine.js';

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
    const result = enterBody(this.#fn, this.#args);
    if ($gsm !== UNWINDING) return ended(result);
    const isOnItsWay = isMade(result);
    save(root);
    return isOnItsWay ? TOKEN : result;
  }

  raise(error: unknown): unknown {
    throw error;
  }

  get label(): string {
    return this.#fn.name;
  }
}

/**
 * Takes the body frame's place when the function has parked, and has frames of its own. It is outermost and knows nothing, so
 * one is enough for all.
 */
class Root extends Frame {
  resume(value: unknown): unknown {
    return ended(value);
  }

  raise(error: unknown): unknown {
    throw error;
  }

  readonly label = '';

  override get isShown(): boolean {
    return false;
  }
}

const root = new Root();

function ended(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return result;
  const body: Continuation & { readonly bodyName?: string } = machine.current;
  if (isGenerator(result)) return become(KIND.GENERATOR, new GeneratorFrame(result, { name: body.bodyName ?? '' }));
  if (isThenable(result) && (result as unknown) !== body) {
    const frame = new AsyncFrame(body, body.bodyName ?? '', () => result);
    body._asyncFrame = frame;
    body._isLight = false;
    return become(KIND.ASYNC, frame);
  }
  return result;
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
  machine.current._kind = kind;
  return enter(frame, REPLACING);
}

/** Promises, and objects or functions like them. */
export function isThenable(value: object): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown }).then === 'function';
}
