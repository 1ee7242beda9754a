/**
 * `next`, `return` and `throw` of generators, for compiled callers. A compiled generator that parks yields the TOKEN;
 * the call that resumed it then leaves a frame in which the generator is resumed again:
 *
 *     caller ▸ next() ▸ generator ▸ sleep()      frames: caller, [next() of the generator]
 *     sleep is over: native next(result)         the generator goes on behind `yield $gs.pass(..)`
 * G1: Between the two it is "running" for everybody else, as it would be if the native stack had been kept.
 */
import { Frame } from '../frames/frame.js';
import { lost } from '../frames/lost.js';
import { machine, RUNNING, save, TOKEN, takeBack, UNWINDING } from '../frames/machine.js';

type AnyGenerator = Generator<unknown, unknown, unknown>;
type Step = IteratorResult<unknown>;
type Method = (this: AnyGenerator, value: unknown) => unknown;

const prototype = Object.getPrototypeOf(function* () {}).prototype as Record<'next' | 'return' | 'throw', Method>;
const native = { next: prototype.next, return: prototype.return, throw: prototype.throw };

/** Generators that have parked below a `next()`. Most programs have none: then nobody looks. */
const parked = new WeakSet<AnyGenerator>();
let nParked = 0;

class StepFrame extends Frame {
  readonly #generator: AnyGenerator;

  constructor(generator: AnyGenerator) {
    super();
    this.#generator = generator;
    this.park();
  }

  park(): void {
    parked.add(this.#generator);
    nParked++;
    save(this);
  }

  resume(value: unknown): unknown {
    this.#unpark();
    machine.goesOn = true;
    const step = native.next.call(this.#generator, value) as Step;
    if (machine.goesOn) {
      machine.goesOn = false;
      throw alreadyRunning(); // somebody else has resumed it meanwhile, from code that was not compiled
    }
    return this.#stepped(step);
  }

  raise(error: unknown): unknown {
    this.#unpark();
    return this.#stepped(native.throw.call(this.#generator, error) as Step);
  }

  override drop(): void {
    this.#unpark();
  }

  get label(): string {
    return 'next';
  }

  override get isShown(): boolean {
    return false;
  }

  #unpark(): void {
    if (parked.delete(this.#generator)) nParked--;
  }

  #stepped(step: Step): unknown {
    if (machine.hasBack) takeBack();
    if ($gsm !== UNWINDING) return step;
    if (step.done === true || step.value !== TOKEN) throw lost({ kind: 'foreign' });
    this.park();
    return TOKEN;
  }
}

// Three functions, not one that is given the method: the optimiser inlines each with its native.
const nativeNext = native.next;
const nativeReturn = native.return;
const nativeThrow = native.throw;

function next(this: AnyGenerator, value: unknown): unknown {
  if (nParked > 0) checkIdle(this);
  const step = nativeNext.call(this, value) as Step;
  return $gsm === RUNNING ? step : stepLeft(this, step);
}

function finish(this: AnyGenerator, value: unknown): unknown {
  if (nParked > 0) checkIdle(this);
  const step = nativeReturn.call(this, value) as Step;
  return $gsm === RUNNING ? step : stepLeft(this, step);
}

function raise(this: AnyGenerator, value: unknown): unknown {
  if (nParked > 0) checkIdle(this);
  const step = nativeThrow.call(this, value) as Step;
  return $gsm === RUNNING ? step : stepLeft(this, step);
}

function checkIdle(generator: AnyGenerator): void {
  if (parked.has(generator)) throw alreadyRunning();
}

/** The generator was resumed by compiled code, and a call in it unwinds. */
function stepLeft(generator: AnyGenerator, step: Step): unknown {
  if ($gsm !== UNWINDING) return step;
  if (step.done === true || step.value !== TOKEN) throw lost({ kind: 'foreign' });
  new StepFrame(generator);
  return TOKEN;
}

function alreadyRunning(): TypeError {
  return new TypeError('Generator is already running');
}

export const generatorPicks = {
  next: (method: unknown) => (method === nativeNext ? next : method),
  return: (method: unknown) => (method === nativeReturn ? finish : method),
  throw: (method: unknown) => (method === nativeThrow ? raise : method),
};
