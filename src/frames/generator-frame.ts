/** A suspended native generator: the frame of a generator body, or of a generator that such a body called by yielding it. */
import { badYield, notYielded } from '../errors/misuse.js';
import { Frame } from './frame.js';
import { isMade, isToken } from './generator-call.js';
import { CALLING, enter, machine, REPLACING, save, TOKEN, takeBack, UNWINDING, unwindTo } from './machine.js';

// a constant of this module, as in greenlet/greenlet.ts
const state = machine;

/** Makes the frame that waits for a value that a body yielded (promise, greenlet); null when it is no such thing. */
type Awaiter = (value: object) => Frame | null;
let awaiter: Awaiter = () => null;

/** The hub says how a yielded promise or greenlet is waited for; frames/ knows of neither. */
export function setAwaiter(make: Awaiter): void {
  awaiter = make;
}

export class GeneratorFrame extends Frame {
  readonly generator: Generator;
  /** The generator function: reading a function's name costs as much as making this frame, so it is read when asked for. */
  readonly #named: { readonly name: string };
  /** It parked in a blocking call of its own, not in a function that it called: what comes is the call's result. */
  #isDirect = false;

  constructor(generator: Generator, named: { readonly name: string }) {
    super(resumeGenerator);
    this.generator = generator;
    this.#named = named;
  }

  get label(): string {
    return this.#named.name;
  }

  resume(value: unknown): unknown {
    state.goesOn = true;
    const { done, value: result } = this.generator.next(value);
    state.goesOn = false;
    if (done !== true && $gsm === UNWINDING && result === TOKEN) return this.#parked();
    return done === true ? this.#ended(result) : this.#yielded(result);
  }

  raise(error: unknown): unknown {
    const { done, value } = this.generator.throw(error);
    return done === true ? this.#ended(value) : this.#yielded(value);
  }

  #parked(): number {
    this.#isDirect = state.first === null;
    save(this);
    return TOKEN;
  }

  #ended(value: unknown): unknown {
    if (state.hasBack) takeBack();
    return value;
  }

  #yielded(value: unknown): unknown {
    if ($gsm === UNWINDING)
      return value === TOKEN || isMade(value) ? this.#parked() : this.#refuse(notYielded(state.current._call));
    if (state.hasBack && this.#isResult(value)) return this.resume(value);
    let error: unknown;
    try {
      const callee = calleeFor(value);
      if (callee !== null) return enter(callee, CALLING);
      error = badYield(this.label, value);
    } catch (caught) {
      error = caught; // a getter of the value failed
    }
    return this.#refuse(error);
  }

  /**
   * A compiled body hands on the TOKEN itself, and yields again when it has the result: `yield sleep(1)` yields the
   * TOKEN, then undefined. A promise, greenlet or generator that a helper returned is waited for all the same.
   */
  #isResult(value: unknown): boolean {
    return Object.is(value, takeBack()) && (this.#isDirect || !isAwaited(value));
  }

  /** The error is thrown at the `yield`, after the frames inside it have got it. */
  #refuse(error: unknown): number {
    save(this);
    if ($gsm === UNWINDING) state.current._abandonWait();
    return unwindTo(state.current, error, true);
  }
}

function resumeGenerator(frame: GeneratorFrame, value: unknown, failed: boolean): unknown {
  return failed ? frame.raise(value) : frame.resume(value);
}

function isAwaited(value: unknown): boolean {
  try {
    return calleeFor(value) !== null;
  } catch {
    return true;
  }
}

/** The frame of a generator function's body; its parameters may throw, or park, before there is a generator. */
export function startGenerator(fn: (...args: never[]) => unknown, args: unknown[]): Frame {
  try {
    const generator = fn(...(args as never[])) as Generator;
    return $gsm === UNWINDING && isToken(generator) ? new StartFrame(fn) : new GeneratorFrame(generator, fn);
  } catch (error) {
    return new FailedFrame(error, fn.name);
  }
}

/**
 * A body that has parked in its parameters. Whoever begins it knows nothing of that, and enters this frame first: it is a
 * part of the unwinding already, and hands on the TOKEN. When it is entered again the generator is there.
 */
class StartFrame extends Frame {
  readonly #named: { readonly name: string };

  constructor(named: { readonly name: string }) {
    super();
    this.#named = named;
    save(this);
  }

  get label(): string {
    return this.#named.name;
  }

  resume(generator: unknown): unknown {
    if ($gsm === UNWINDING) return TOKEN;
    return enter(new GeneratorFrame(generator as Generator, this.#named), REPLACING);
  }

  raise(error: unknown): never {
    throw error;
  }

  /** The parameters have a frame of that name. */
  override get isShown(): boolean {
    return false;
  }
}

/** A body that failed before it began. */
class FailedFrame extends Frame {
  readonly #error: unknown;
  readonly label: string;

  constructor(error: unknown, name: string) {
    super();
    this.#error = error;
    this.label = name;
  }

  resume(): never {
    throw this.#error;
  }

  raise(error: unknown): never {
    throw error;
  }
}

/** A generator that was yielded does not say whose it is. */
const CALLED = { name: 'generator' };

function calleeFor(value: unknown): Frame | null {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return null;
  if (value instanceof Frame) return value; // from a blocking call of the library that is written as a generator
  return isGenerator(value) ? new GeneratorFrame(value, CALLED) : awaiter(value);
}

export function isGenerator(value: object): value is Generator {
  return (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'Generator';
}
