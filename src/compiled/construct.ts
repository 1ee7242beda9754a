/**
 * Constructors that park. The engine makes `this` and runs field initialisers, so a frame cannot stand for all of it:
 *
 *     new C()            C parks: the frame of its body, then a ResultFrame; `new C()` gives the CTOR token to its site
 *     new D(), super()   the base parks: frames as above, and it throws UNWIND, so that nothing becomes D's `this` yet.
 *                        When the base is done, D's resume version calls super() again, in the mode CONSTRUCTING: the
 *                        base only hands over the object that it has made, and the engine goes on with D's fields.
 */
import { Frame } from '../frames/frame.js';
import { lost } from '../frames/lost.js';
import { CONSTRUCTING, CTOR, isOurs, RUNNING, save, UNWIND } from '../frames/machine.js';
import { caught } from './barriers.js';
import { textOf } from './text-of.js';

/** Turns what a constructor's body returns into what `new` gives. */
class ResultFrame extends Frame {
  readonly #made: unknown;

  constructor(made: unknown) {
    super();
    this.#made = made;
  }

  resume(value: unknown): unknown {
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
    if (isObject || this.#made === undefined) return value;
    if (typeof this.#made !== 'function') return this.#made;
    if (value !== undefined) throw new TypeError('Derived constructors may only return object or undefined');
    return this.#made();
  }

  raise(error: unknown): never {
    throw error;
  }

  get label(): string {
    return 'new';
  }

  override get isShown(): boolean {
    return false;
  }
}

/**
 * The end of a constructor that parks; `_token` is there for the order of evaluation: its own frame is saved before.
 * `made` is `this`, or a function that gives it when a derived constructor has called super().
 * `isOwn`: it is the class that `new` was called on. A plain function does not know, and leaves it undefined.
 */
export function ctor(newTarget: unknown, isOwn: boolean | undefined, _token: unknown, made: unknown): object {
  save(new ResultFrame(made));
  if (isOwn ?? !isDerivedClass(newTarget)) return CTOR;
  const foreign = foreignBetween(newTarget);
  throw foreign === null ? UNWIND : lost({ kind: 'constructor', name: foreign.name });
}

/**
 * A class that was not compiled, between the one that `new` was called on and a compiled base of it. What it does before
 * super() would be done twice.
 */
function foreignBetween(newTarget: unknown): { name: string } | null {
  let foreign: { name: string } | null = null;
  let one = newTarget;
  while (typeof one === 'function' && one !== Function.prototype) {
    if (!textOf(one).includes('$gs')) foreign ??= one;
    else if (foreign !== null) return foreign;
    one = Object.getPrototypeOf(one);
  }
  return null;
}

/** The object that the next base constructor is to hand over. */
let finished: unknown;

export function construct(made: unknown): void {
  finished = made;
  $gsm = CONSTRUCTING;
}

export function takeConstructed(): unknown {
  const made = finished;
  finished = undefined;
  $gsm = RUNNING;
  return made;
}

/** The catch clause around super(): returns when the base has parked. */
export function superCaught(error: unknown): void {
  if ($gsm === RUNNING) throw error;
  if (error === UNWIND && isOurs()) return;
  throw caught(error);
}

function isDerivedClass(value: unknown): boolean {
  if (typeof value !== 'function' || Object.getPrototypeOf(value) === Function.prototype) return false;
  return /^class\b/.test(textOf(value));
}
