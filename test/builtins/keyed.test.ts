/** Map, Set, groupBy and the methods of sets, compared with the natives of this Node. */
import { describe, it } from 'vitest';
import { type Fn, type Log, logged, same } from './compare.js';

const map = Map.prototype as unknown as Record<string, Fn>;
const set = Set.prototype as unknown as Record<string, Fn>;
const weak = WeakMap.prototype as unknown as Record<string, Fn>;

describe('forEach', () => {
  it('visits what is added, not what is deleted', () => {
    same('forEach', map.forEach, (fn, log) => {
      const it = new Map([
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ]);
      fn.call(
        it,
        function (this: unknown, ...args: unknown[]) {
          log.push(this, args[0], args[1], args[2] === it, args.length);
          if (it.size < 6) it.set(it.size + 10, 'new');
          it.delete(2);
        },
        'self',
      );
    });
    same('forEach', set.forEach, (fn, log) => {
      const it = new Set([1, 2, 3]);
      fn.call(it, (...args) => {
        log.push(args[0], args[1], args[2] === it);
        it.delete(1);
        if (log.length < 9) it.add(1);
      });
    });
  });

  it('throws the same errors', () => {
    for (const native of [map.forEach, set.forEach]) {
      for (const self of [null, {}, new Map(), new Set(), new Map([[1, 1]]), new Set([1])]) {
        for (const call of [
          undefined,
          {},
          () => {
            throw new EvalError();
          },
        ]) {
          same('forEach', native, (fn) => fn.call(self, call));
        }
      }
    }
  });
});

describe.runIf(map.getOrInsertComputed)('getOrInsertComputed', () => {
  it('gives what is there or what it computes', () => {
    const name = 'getOrInsertComputed';
    for (const key of [1, 2, -0, Number.NaN, {}]) {
      same(name, map[name], (fn, log) => {
        const it = new Map<unknown, unknown>([[1, 'one']]);
        return [fn.call(it, key, (k) => log.push(Object.is(k, -0), k)), [...it]];
      });
    }
    same(name, map[name], (fn) => {
      const it = new Map();
      return [fn.call(it, 1, () => it.set(1, 'mine').set(2, 2).size), [...it]];
    });
    for (const self of [null, {}, new Set(), new Map(), new WeakMap()]) {
      for (const call of [undefined, () => 1]) {
        for (const key of [1, {}, Symbol.iterator]) {
          same(name, map[name], (fn) => fn.call(self, key, call));
          same(name, weak[name], (fn) => fn.call(self, key, call));
        }
      }
    }
  });
});

describe.runIf('groupBy' in Object)('groupBy', () => {
  const natives: [string, Fn][] = [
    ['Object', (Object as unknown as Record<string, Fn>).groupBy as Fn],
    ['Map', (Map as unknown as Record<string, Fn>).groupBy as Fn],
  ];

  it.each(natives)('of %s groups in order', (_, native) => {
    const keys = [
      (x: number) => x % 2,
      () => -0,
      () => Symbol.iterator,
      () => ({ toString: () => 'k' }),
      () => '__proto__',
      (_: unknown, k: number) => k > 1,
    ];
    for (const key of keys) {
      for (const items of [[1, 2, 3, 4], new Set([1, 2]), 'abc', {}, null, undefined]) {
        same('groupBy', native, (fn) => {
          const groups = fn(items, key);
          if (groups instanceof Map) return [...groups.values()];
          return [groups, Reflect.ownKeys(groups), Object.getPrototypeOf(groups) === null];
        });
      }
    }
    same('groupBy', native, (fn) => fn([1], 1));
  });

  it.each(natives)('of %s closes the iterator on errors', (owner, native) => {
    const items = (log: Log) => ({
      [Symbol.iterator]: () => ({ next: () => ({ value: log.push('next') }), return: () => log.push('closed') }),
    });
    same('groupBy', native, (fn, log) =>
      fn(items(log), () => {
        throw new EvalError();
      }),
    );
    // A Map takes any key.
    if (owner === 'Map') return;
    same('groupBy', native, (fn, log) =>
      fn(items(log), () => ({
        toString() {
          throw new EvalError();
        },
      })),
    );
  });
});

describe
  .runIf(set.union)
  .each(['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom'])(
  '%s',
  (name) => {
    const like = (values: unknown[], size = values.length) => ({
      size,
      has: (value: unknown) => values.includes(value),
      keys: () => values.values(),
    });

    it('gives the same sets in the same order', () => {
      const operands = [[], [1], [1, 2, 3], [3, 2, 9], [4, 5, 6, 7], [-0, 0]];
      for (const a of operands) {
        for (const b of operands) {
          for (const size of [b.length, 0, 99]) {
            same(name, set[name], (fn) => fn.call(new Set(a), like(b, size)));
            same(name, set[name], (fn, log) => fn.call(new Set(a), logged(like(b, size), log)));
          }
          same(name, set[name], (fn) => fn.call(new Set(a), new Map(b.map((x) => [x, x]))));
        }
      }
    });

    it('throws the same errors', () => {
      const bad = [
        undefined,
        [],
        {},
        { size: Number.NaN },
        { size: -1 },
        { size: 1 },
        { size: 1, has: () => 1 },
        { size: 1, has: () => 1, keys: () => 1 },
      ];
      for (const self of [null, {}, new Map(), new Set([1, 2])]) {
        for (const other of [...bad, new Set([1])]) same(name, set[name], (fn) => fn.call(self, other));
      }
    });
  },
);
