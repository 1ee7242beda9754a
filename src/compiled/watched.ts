/**
 * `yield*` in an async generator. The host calls the methods of the iterator, and an async generator cannot be left. So it
 * is given a stand-in that makes the calls, and finds a park in them where it is tried:
 *
 *     async generator ▸ yield* ▸ stand-in ▸ next() of the iterator, which parks: BarrierError, kind async
 * W1: The stand-in looks each property up when the host does, once, and hands on what it finds.
 */
import { generatorPicks } from './generators.js';
import { array } from './iteration.js';
import { calm } from './values.js';

type Methods = Record<PropertyKey, unknown>;
type Pick = (method: unknown) => unknown;

/** What `$gs.b` is told: an async function. */
const ASYNC = 1;
const { apply } = Reflect;

/** What `yield*` in the async generator `name` is to delegate to. */
export function watch(iterable: unknown, name: string): unknown {
  return isObject(iterable) && !array(iterable) ? new WatchedIterable(iterable, name) : iterable;
}

class Watched {
  readonly #of: Methods;
  readonly #name: string;

  constructor(of: Methods, name: string) {
    this.#of = of;
    this.#name = name;
  }

  /** The method, as a call that cannot be left. Anything else is for the host to refuse. */
  method(key: PropertyKey, pick: Pick, made: (result: unknown) => unknown): unknown {
    const method = this.#of[key];
    if (typeof method !== 'function') return method;
    const picked = pick(method) as (...args: unknown[]) => unknown;
    return (...args: unknown[]) => made(calm(() => apply(picked, this.#of, args), ASYNC, this.#name));
  }

  iterator(result: unknown): unknown {
    return isObject(result) ? new WatchedIterator(result, this.#name) : result;
  }
}

class WatchedIterable extends Watched {
  get [Symbol.asyncIterator](): unknown {
    return this.method(Symbol.asyncIterator, same, (result) => this.iterator(result));
  }

  get [Symbol.iterator](): unknown {
    return this.method(Symbol.iterator, same, (result) => this.iterator(result));
  }
}

class WatchedIterator extends Watched {
  get next(): unknown {
    return this.method('next', generatorPicks.next, same);
  }

  get return(): unknown {
    return this.method('return', generatorPicks.return, same);
  }

  get throw(): unknown {
    return this.method('throw', generatorPicks.throw, same);
  }
}

function same(value: unknown): unknown {
  return value;
}

function isObject(value: unknown): value is Methods {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
