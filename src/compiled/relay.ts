/**
 * `yield*` over an iterator whose methods may park. The delegation stays the host's; in between stands a relay that hands a
 * token up as the yielded value, and gives what comes back for it to the delegation as the result of the call that parked:
 *
 *     caller ▸ next() of the generator ▸ yield* ▸ relay ▸ next() of the iterator, which parks
 */
import { isMade } from '../frames/generator-call.js';
import { TOKEN } from '../frames/machine.js';
import { back } from './barriers.js';
import { array } from './iteration.js';

type Step = IteratorResult<unknown>;
type Methods = Record<'next' | 'return' | 'throw', Method | undefined>;
type Method = (this: unknown, ...args: unknown[]) => unknown;

const generator = Object.getPrototypeOf(function* () {}).prototype as { next: unknown };

/** Stands for the iterator of what the host opens itself. */
const HOST: object = Object.freeze({ token: 'host' });

/** The iterator of what `yield*` delegates to. */
export function opened(iterable: unknown): unknown {
  return isOpenedByHost(iterable) ? HOST : (iterable as Iterable<unknown>)[Symbol.iterator]();
}

/** Primitives, arrays and generators: nothing can park in their `[Symbol.iterator]`, nor between the steps and us. */
function isOpenedByHost(iterable: unknown): boolean {
  if (typeof iterable !== 'object' || iterable === null || array(iterable)) return true;
  return (iterable as { next?: unknown }).next === generator.next;
}

/** What `yield*` is to delegate to. */
export function relay(iterable: unknown, iterator: unknown): unknown {
  return iterator === HOST ? iterable : new Relay(iterator);
}

class Relay {
  readonly #iterator: Methods;
  readonly #next: Method | undefined;
  #waits = false;

  constructor(iterator: unknown) {
    if ((typeof iterator !== 'object' || iterator === null) && typeof iterator !== 'function') {
      throw new TypeError('Result of the Symbol.iterator method is not an object');
    }
    this.#iterator = iterator as Methods;
    this.#next = this.#iterator.next;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(value: unknown): Step {
    if (this.#waits) return this.#delivered(value);
    const next = this.#next as Method;
    return this.#called(next.call(this.#iterator, value));
  }

  /** The host asks for `return` and `throw` each time, and does without when there is none. */
  get return(): Method | undefined {
    return this.#optional('return');
  }

  get throw(): Method | undefined {
    if (!this.#waits) return this.#optional('throw');
    return (error) => {
      this.#waits = false;
      throw error;
    };
  }

  #optional(name: 'return' | 'throw'): Method | undefined {
    const method = this.#iterator[name];
    if (method === undefined || method === null) return undefined;
    return (...args) => this.#called(method.apply(this.#iterator, args));
  }

  #delivered(value: unknown): Step {
    this.#waits = false;
    return back(value) as Step;
  }

  #called(result: unknown): Step {
    if ($gsm === 0 || (result as Step | null)?.value === TOKEN) return result as Step; // a generator's own token goes up as it is
    this.#waits = true;
    return { value: isMade(result) ? TOKEN : result, done: false };
  }
}
