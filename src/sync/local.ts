/** Local: a variable that has a value of its own in each greenlet. */
import { notAFunction } from '../errors/misuse.js';
import type { Continuation } from '../frames/continuation.js';
import { canBeLeft } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { type Mapping, mapped } from './result-frame.js';
import { caller } from './who.js';

/**
 * A value for each greenlet, which is freed when the greenlet ends. Main, with all of its async functions that are no greenlets,
 * has one. `get` calls the initialiser for a greenlet that has none yet; only that may switch away. Throws GS_NOT_A_FUNCTION.
 *
 * @example
 * const user = new Local(() => 'nobody');
 * const g = spawn(function* () { user.set('ann'); yield sleep(1); return user.get() });
 * console.log(await g, user.get()); // prints ann nobody
 */
export class Local<T = unknown> {
  readonly #initialiser: (() => T) | undefined;

  constructor(initialiser?: () => T) {
    if (initialiser !== undefined && typeof initialiser !== 'function') throw notAFunction('Local', initialiser);
    this.#initialiser = initialiser;
  }

  /** This greenlet's value; made by the initialiser if it has none, undefined when there is no initialiser. */
  get(): T | undefined {
    const c = caller();
    const { locals } = c._rare;
    if (locals?.has(this) === true) return locals.get(this) as T;
    const initialiser = this.#initialiser;
    return initialiser === undefined ? undefined : (initialised(this, c, initialiser) as T);
  }

  /** True when this greenlet has a value; the initialiser is not called. */
  has(): boolean {
    return caller()._rare.locals?.has(this) === true;
  }

  set(value: T): void {
    store(this, caller(), value);
  }

  /** Takes this greenlet's value away; true when it had one. */
  delete(): boolean {
    return caller()._rare.locals?.delete(this) === true;
  }
}

function store(local: object, c: Continuation, value: unknown): unknown {
  const { _ownRare: ownRare } = c;
  ownRare.locals ??= new Map();
  ownRare.locals.set(local, value);
  return value;
}

/** A compiled initialiser may block: its value is kept when it has one. */
function initialised(local: object, c: Continuation, initialiser: () => unknown): unknown {
  if (!canBeLeft(machine.current)) return store(local, c, initialiser());
  const mapping: Mapping = {
    label: 'Local.get',
    onValue: (value) => store(local, c, value),
    onError: (error) => {
      throw error;
    },
  };
  return mapped(initialiser, mapping);
}
