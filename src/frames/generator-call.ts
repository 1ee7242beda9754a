/**
 * The call of a generator function whose parameters park. The engine makes the generator object when the parameters have
 * been evaluated, and returns it; an unwinding that began in them cannot keep it from that. So the object goes up in place
 * of a token, and is kept here until the evaluation, which has frames of its own, is over:
 *
 *     caller ▸ g() ▸ evaluation ▸ sleep()     frames: caller, [call of g: the object], [evaluation]
 *     sleep is over                           the evaluation goes on; then the object is the result of the call
 * C1: Until then the generator's body has not begun, and refuses to (`$gs.early`).
 * C2: Nobody can tell which generator function has made an object without running it. The first generator that comes up
 *     from the call is taken for its own: a foreign frame that returns another one is not found.
 */
import { Frame } from './frame.js';
import { CTOR, machine, save, TOKEN } from './machine.js';

const sync = Object.getPrototypeOf(function* () {}).prototype as object;
const async = Object.getPrototypeOf(async function* () {}).prototype as object;
const { isPrototypeOf: isAbove } = Object.prototype;

class GeneratorCallFrame extends Frame {
  /** Undefined until the engine has made it. */
  generator: unknown = undefined;

  resume(): unknown {
    return this.generator;
  }

  raise(error: unknown): never {
    throw error;
  }

  get label(): string {
    return 'call of a generator function';
  }

  override get isShown(): boolean {
    return false;
  }
}

/** The evaluation of parameters has parked; the engine goes on and makes the generator. */
export function saveGeneratorCall(): void {
  save(new GeneratorCallFrame());
}

/** What a call may return while it unwinds. Anything else came out of a frame that took no part in it. */
export function isToken(value: unknown): boolean {
  return value === TOKEN || value === CTOR || isMade(value);
}

/** The generator that the innermost call made although its parameters have parked. It is noted, and stands for a token. */
export function isMade(value: unknown): boolean {
  const { last } = machine;
  if (!(last instanceof GeneratorCallFrame) || last.generator !== undefined || !isGeneratorObject(value)) return false;
  last.generator = value;
  return true;
}

function isGeneratorObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isAbove.call(sync, value) || isAbove.call(async, value);
}
