/** A suspended native generator: the frame of a generator body, or of a generator that such a body called by yielding it. */
import { badYield, notYielded } from '../errors/misuse.js';
import { Frame } from './frame.js';
import { CALLING, enter, machine, RUNNING, save, TOKEN, UNWINDING, unwindTo } from './machine.js';

/** Makes the frame that waits for a value that a body yielded (promise, greenlet); null when it is no such thing. */
type Awaiter = (value: object) => Frame | null;
let awaiter: Awaiter = () => null;

/** The hub says how a yielded promise or greenlet is waited for; frames/ knows of neither. */
export function setAwaiter(make: Awaiter): void {
  awaiter = make;
}

export class GeneratorFrame extends Frame {
  readonly generator: Generator;
  readonly #name: string;
  /** It parked in a blocking call of its own, not in a function that it called: what comes is the call's result. */
  #isDirect = false;

  constructor(generator: Generator, name: string) {
    super();
    this.generator = generator;
    this.#name = name;
  }

  resume(value: unknown): unknown {
    let sent = value;
    for (;;) {
      const step = nextOf(this.generator, sent);
      if (step.done === true) return step.value;
      if (!this.#isResult(step.value)) return this.#yielded(step.value);
      sent = step.value;
    }
  }

  raise(error: unknown): unknown {
    machine.hasBack = false;
    const step = this.generator.throw(error);
    if (step.done === true) return step.value;
    return this.#isResult(step.value) ? this.resume(step.value) : this.#yielded(step.value);
  }

  get label(): string {
    return this.#name;
  }

  /**
   * A compiled body hands on the TOKEN itself, and yields again when it has the result: `yield sleep(1)` yields the
   * TOKEN, then undefined. A promise, greenlet or generator that a helper returned is waited for all the same.
   */
  #isResult(value: unknown): boolean {
    if (!machine.hasBack || $gsm !== RUNNING || !Object.is(value, machine.back)) return false;
    return this.#isDirect || !isAwaited(value);
  }

  #yielded(value: unknown): unknown {
    if ($gsm === UNWINDING) {
      this.#isDirect = machine.first === null;
      save(this);
      return value === TOKEN ? TOKEN : refuse(notYielded(machine.current.call));
    }
    let error: unknown;
    try {
      const callee = calleeFor(value);
      if (callee !== null) return enter(callee, CALLING);
      error = badYield(this.#name, value);
    } catch (caught) {
      error = caught; // a getter of the value failed
    }
    save(this);
    return refuse(error);
  }
}

function nextOf(generator: Generator, value: unknown): IteratorResult<unknown> {
  machine.goesOn = true;
  machine.hasBack = false;
  const step = generator.next(value);
  machine.goesOn = false;
  return step;
}

function isAwaited(value: unknown): boolean {
  try {
    return calleeFor(value) !== null;
  } catch {
    return true;
  }
}

/** The frame of a generator function's body; its parameters may throw before there is a generator. */
export function startGenerator(fn: (...args: never[]) => unknown, args: unknown[]): Frame {
  try {
    return new GeneratorFrame(fn(...(args as never[])) as Generator, fn.name);
  } catch (error) {
    return new FailedFrame(error, fn.name);
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

/** The error is thrown at the `yield`, after the frames inside it have got it. */
function refuse(error: unknown): number {
  if ($gsm === UNWINDING) machine.current.abandonWait();
  return unwindTo(machine.current, error, true);
}

function calleeFor(value: unknown): Frame | null {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return null;
  return isGenerator(value) ? new GeneratorFrame(value, 'generator') : awaiter(value);
}

export function isGenerator(value: object): value is Generator {
  return (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'Generator';
}
