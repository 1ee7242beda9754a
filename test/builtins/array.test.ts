/** Array.prototype and Array.from, compared with the natives: results, order of side effects, errors. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fn, type Log, logged, same } from './compare.js';

const proto = Array.prototype as unknown as Record<string, Fn>;
const withCallback = ['forEach', 'some', 'every', 'map', 'filter', 'flatMap'];
const finders = ['find', 'findIndex', 'findLast', 'findLastIndex'];
const reducers = ['reduce', 'reduceRight'];
const all = [...withCallback, ...finders, ...reducers];

/** An array of which some elements are missing. */
const holey = fc
  .array(fc.oneof(fc.constant('hole'), fc.constant(undefined), fc.integer({ min: -3, max: 3 })), { maxLength: 12 })
  .map((list) => {
    const made: unknown[] = new Array(list.length);
    for (const [i, one] of list.entries()) if (one !== 'hole') made[i] = one;
    return made;
  });

function callback(log: Log, answer: (value: unknown, i: number) => unknown = (value) => value): Fn {
  return function (this: unknown, ...args) {
    log.push([this, ...args.slice(0, 3).map((one) => (Array.isArray(one) ? [...one] : one)), args.length]);
    return answer(args.at(-3), args.at(-2));
  };
}

describe.each(all)('%s', (name) => {
  it('gives and does the same with any array', () => {
    fc.assert(
      fc.property(holey, fc.boolean(), (list, withThis) => {
        same(name, proto[name], (fn, log) => fn.call([...list], callback(log), ...(withThis ? [{ t: 1 }] : [])));
        same(name, proto[name], (fn, log) =>
          fn.call(
            list,
            callback(log, (value) => (value as number) > 1),
          ),
        );
      }),
    );
  });

  it('sees what the callback does to the array', () => {
    fc.assert(
      fc.property(holey, fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 8 }), (list, at, length) => {
        for (const change of [
          (copy: unknown[]) => (copy.length = length),
          (copy: unknown[]) => copy.push('new', 'newer'),
          (copy: unknown[]) => delete copy[length],
          (copy: unknown[]) => (copy[length] = 'set'),
        ]) {
          same(name, proto[name], (fn, log) => {
            const copy = list.slice();
            let n = 0;
            const call = callback(log, () => {
              if (n++ === at) change(copy);
            });
            return [fn.call(copy, call), copy];
          });
        }
      }),
    );
  });

  it('takes array-likes, strings and proxies, and touches them in the same order', () => {
    const likes: (() => unknown)[] = [
      () => ({ length: 3, 0: 1, 2: 3 }),
      () => ({ length: '2', 0: 'a', 1: 'b' }),
      () => ({ length: -1, 0: 'a' }),
      () => 'abc',
      () => 7,
      () => new Float64Array([1, 2]),
    ];
    for (const make of likes) same(name, proto[name], (fn, log) => fn.call(make(), callback(log)));
    // biome-ignore lint/suspicious/noSparseArray: holes are the point
    for (const target of [[1, undefined, , 4], { length: 2, 1: 5 }]) {
      same(name, proto[name], (fn, log) => {
        fn.call(logged(target, log), () => false, 0);
      });
    }
  });

  it('throws the same errors in the same order', () => {
    for (const self of [
      undefined,
      null,
      [],
      [1, 2],
      {
        get length() {
          throw new RangeError('length');
        },
      },
    ]) {
      for (const call of [
        undefined,
        null,
        {},
        'f',
        callback([]),
        () => {
          throw new EvalError('callback');
        },
      ]) {
        same(name, proto[name], (fn) => fn.call(self, call));
      }
    }
  });

  it('gives a sloppy callback the global object and boxes its this', () => {
    const sloppy = new Function('log', 'return function () { log.push(typeof this, this === globalThis) }') as Fn;
    for (const self of [undefined, null, 1, 'x', {}]) {
      same(name, proto[name], (fn, log) => void fn.call([1], sloppy(log), self));
    }
  });
});

describe('what the result is made by', () => {
  class Sub extends Array {}

  it.each(['map', 'filter', 'flatMap'])('%s asks the species', (name) => {
    const made: Log = [];
    const species = (answer: unknown) => ({ [Symbol.species]: answer });
    const constructors = [
      Sub,
      Array,
      undefined,
      null,
      1,
      {},
      species(undefined),
      species(null),
      species(Sub),
      species(1),
      species(function (this: object, ...args: unknown[]) {
        made.push(args);
        return { length: 99 };
      }),
      species(() => Object.freeze([])),
    ];
    for (const own of constructors) {
      same(name, proto[name], (fn) => {
        const list = Object.assign([1, 2, 3], { constructor: own });
        const result = fn.call(list, (x) => x);
        return [result, result.constructor === Sub, Object.getPrototypeOf(result) === Array.prototype];
      });
    }
    same(name, proto[name], (fn, log) => fn.call(logged([1, 2], log), (x) => x));
  });

  it('does not fall for setters on the prototypes', () => {
    for (const owner of [Array.prototype, Object.prototype]) {
      for (const name of ['map', 'filter', 'flatMap', 'sort', 'toSorted']) {
        if (proto[name] === undefined) continue;
        same(name, proto[name], (fn) => {
          Object.defineProperty(owner, '1', {
            set() {
              throw new Error('seen');
            },
            get: () => 'inherited',
            configurable: true,
          });
          try {
            return fn.call([3, 2, 1], name.endsWith('ort') || name === 'toSorted' ? (a, b) => a - b : (x) => x);
          } finally {
            Reflect.deleteProperty(owner, '1');
          }
        });
      }
    }
  });
});

describe('Array.from', () => {
  it('takes iterables and array-likes, with any constructor', () => {
    class Odd {
      length = 5;
      constructor(...args: unknown[]) {
        Object.assign(this, { args });
      }
    }
    const sources: (() => unknown)[] = [
      () => [1, 2],
      () => new Set([1, 2]),
      () => new Map([[1, 2]]),
      () => 'a\u{1f600}',
      () => ({ length: 2, 0: 'x' }),
      () => new Set([1, 2]).values(),
      () => [5, 6].entries(),
      () => 5,
      () => undefined,
      () => null,
      () => ({ [Symbol.iterator]: 1 }),
      () => ({ [Symbol.iterator]: null, length: 1 }),
      () => ({ [Symbol.iterator]: () => 1 }),
      // biome-ignore lint/suspicious/noSparseArray: holes are the point
      () => [, 1],
    ];
    for (const make of sources) {
      for (const self of [Array, Odd, undefined, {}, Object]) {
        for (const mapper of [undefined, (value: unknown, k: number) => [value, k], 1]) {
          same('from', Array.from, (fn) => fn.call(self, make(), mapper));
        }
      }
    }
  });

  it('calls the mapper with two arguments and this', () => {
    for (const source of [[1, 2], { length: 1 }]) {
      same('from', Array.from, (fn, log) =>
        fn.call(
          Array,
          source,
          function (this: unknown, ...args: unknown[]) {
            log.push(this, args);
          },
          'self',
        ),
      );
    }
  });

  it('closes the iterator when the mapper or the property fails', () => {
    class Sealed {
      constructor() {
        Object.preventExtensions(this);
      }
    }
    const iterable = (log: Log) => ({
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: log.push('next') }),
        return: () => {
          log.push('closed');
          throw new Error('of return');
        },
      }),
    });
    same('from', Array.from, (fn, log) =>
      fn.call(Array, iterable(log), () => {
        throw new RangeError('mapper');
      }),
    );
    same('from', Array.from, (fn, log) => fn.call(Sealed, iterable(log)));
  });
});

describe('the equivalents', () => {
  it('look like the natives', () => {
    for (const name of all) {
      same(name, proto[name], (fn) => [fn.name, fn.length, fn.bind(null).name]);
    }
    expect(() => same('map', [].forEach, () => 0)).toThrow('no equivalent');
  });
});
