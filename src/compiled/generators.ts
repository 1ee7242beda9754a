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

function resumer(method: Method): Method {
  return function resumeGenerator(value) {
    if (nParked > 0 && parked.has(this)) throw alreadyRunning();
    const step = method.call(this, value) as Step;
    return $gsm === RUNNING ? step : stepLeft(this, step);
  };
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

const compiled = { next: resumer(native.next), return: resumer(native.return), throw: resumer(native.throw) };

export const generatorPicks = {
  next: (method: unknown) => (method === native.next ? compiled.next : method),
  return: (method: unknown) => (method === native.return ? compiled.return : method),
  throw: (method: unknown) => (method === native.throw ? compiled.throw : method),
};
