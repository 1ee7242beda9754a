/** sort and toSorted: not only the result, the comparisons too are those of the native, one by one. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { type Fn, logged, same } from './compare.js';

const { sort, toSorted } = Array.prototype as unknown as Record<string, Fn>;
const TypedArray = Object.getPrototypeOf(Uint8Array).prototype as Record<string, Fn>;

const comparisons: Record<string, (a: number, b: number) => unknown> = {
  ascending: (a, b) => a - b,
  descending: (a, b) => b - a,
  'by a coarse key': (a, b) => Math.floor(a / 8) - Math.floor(b / 8),
  'that gives a boolean': (a, b) => a > b,
  'that gives strings': (a, b) => String(a - b),
  'that contradicts itself': (a, b) => ((a * 7 + b * 13) % 5) - 2,
  'that gives NaN': () => Number.NaN,
  'that gives an object': (a, b) => ({ valueOf: () => a - b }),
};

const lists = fc.oneof(
  fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 20 }),
  fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 60, maxLength: 140 }),
  // Runs, so that merges and galloping come about.
  fc
    .array(
      fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 60 }), fc.integer({ min: -2, max: 2 })),
      { minLength: 1, maxLength: 20 },
    )
    .map((runs) => runs.flatMap(([from, n, by]) => Array.from({ length: n }, (_, i) => from + by * i))),
);

describe.each(Object.keys(comparisons))('a comparison %s', (kind) => {
  const compare = comparisons[kind] as Fn;
  const logging = (log: unknown[]) => (a: number, b: number) => {
    log.push(a, b);
    return compare(a, b);
  };

  it('is asked what the native asks, of arrays', () => {
    fc.assert(
      fc.property(lists, (list) => {
        same('sort', sort, (fn, log) => fn.call([...list], logging(log)));
        if (toSorted) same('toSorted', toSorted, (fn, log) => fn.call(list, logging(log)));
      }),
      { numRuns: 60 },
    );
  });

  it('is asked what the native asks, of typed arrays', () => {
    fc.assert(
      fc.property(lists, (list) => {
        same('sort', TypedArray.sort, (fn, log) => fn.call(Int16Array.from(list), logging(log)));
        if (TypedArray.toSorted) {
          same('toSorted', TypedArray.toSorted, (fn, log) => fn.call(Int16Array.from(list), logging(log)));
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('sort', () => {
  it('is stable', () => {
    const list = Array.from({ length: 200 }, (_, i) => ({ key: i % 7, i }));
    same('sort', sort, (fn) => fn.call([...list], (a, b) => a.key - b.key));
  });

  it('puts undefined last and holes behind it', () => {
    // biome-ignore lint/suspicious/noSparseArray: holes are the point
    const list = [3, undefined, , 1, , undefined, 2];
    for (const [name, native] of [
      ['sort', sort],
      ['toSorted', toSorted],
    ] as const) {
      if (native === undefined) continue;
      same(name, native, (fn) => fn.call(list.slice(), (a, b) => a - b));
      same(name, native, (fn) => fn.call(list.slice()));
      same(name, native, (fn, log) => {
        const target = { length: 4, 0: 2, 1: undefined, 3: 1 };
        fn.call(logged(target, log), (a, b) => a - b);
        return target;
      });
    }
  });

  it('writes over what the comparison did to the array', () => {
    for (const change of [(list) => list.push(0), (list) => (list.length = 1), (list) => (list[2] = 9)] as Fn[]) {
      same('sort', sort, (fn) => {
        const list = [5, 3, 4, 1];
        const result = fn.call(list, (a, b) => {
          change(list);
          return a - b;
        });
        return [result === list, list];
      });
    }
  });

  it('throws the same errors', () => {
    for (const self of [null, [1, 2], Object.freeze([2, 1]), 'ba', 5]) {
      for (const compare of [
        null,
        {},
        'f',
        () => 1n,
        () => Symbol(),
        () => {
          throw new EvalError();
        },
        (a, b) => b - a,
      ]) {
        same('sort', sort, (fn) => fn.call(self, compare));
        if (toSorted) same('toSorted', toSorted, (fn) => fn.call(self, compare));
      }
    }
  });
});
