/** %TypedArray%.prototype and from, compared with the natives. */
import { describe, it } from 'vitest';
import { type Fn, same } from './compare.js';

const TypedArray = Object.getPrototypeOf(Uint8Array) as { from: Fn; prototype: Record<string, Fn> };
const { prototype } = TypedArray;
const kinds = [Int8Array, Uint8ClampedArray, Uint32Array, Float32Array, Float64Array, BigInt64Array];
const names = [
  'forEach',
  'some',
  'every',
  'map',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'reduce',
  'reduceRight',
];

describe.each(names)('%s', (name) => {
  it('gives and does the same for every kind', () => {
    for (const Kind of kinds as unknown as { from: Fn }[]) {
      const list = Kind.from(Kind === (BigInt64Array as unknown) ? [3n, 1n, 2n] : [3, 1, 2]);
      for (const self of [undefined, { t: 1 }]) {
        same(name, prototype[name], (fn, log) =>
          fn.call(
            list,
            function (this: unknown, ...args: unknown[]) {
              log.push(this, ...args.slice(0, 3));
              return args.at(-3);
            },
            self,
          ),
        );
      }
    }
  });

  it('throws the same errors, and lives with a buffer that goes away', () => {
    const detached = () => {
      const list = new Uint8Array(4);
      structuredClone(list.buffer, { transfer: [list.buffer] });
      return list;
    };
    for (const self of [null, [1], {}, detached(), new Uint8Array(0)]) {
      for (const call of [undefined, {}, () => true]) same(name, prototype[name], (fn) => fn.call(self, call));
    }
    same(name, prototype[name], (fn, log) => {
      const list = new Uint8Array([1, 2, 3]);
      fn.call(list, (...args) => {
        if (log.push(...args.slice(0, 2)) === 2) structuredClone(list.buffer, { transfer: [list.buffer] });
        return true;
      });
    });
  });
});

describe('what the result is made by', () => {
  const species = (answer: unknown) => ({ [Symbol.species]: answer });
  const answers = [
    undefined,
    null,
    1,
    Object,
    Uint8Array,
    Float64Array,
    BigInt64Array,
    class extends Int8Array {},
    () => new Uint8Array(1),
  ];

  it.each(['map', 'filter'])('%s asks the species', (name) => {
    for (const own of [undefined, null, 1, ...answers.map(species)]) {
      same(name, prototype[name], (fn) => {
        const list = Object.assign(new Uint8Array([1, 2, 3]), { constructor: own });
        const result = fn.call(list, (x) => x);
        return [[...result], result[Symbol.toStringTag]];
      });
    }
  });
});

describe('from', () => {
  it('takes iterables and array-likes', () => {
    const sources = [[1, 2], new Set([1]), { length: 2, 0: 7 }, 'ab', null, 5, { [Symbol.iterator]: 1 }];
    for (const self of [
      Uint8Array,
      Float32Array,
      BigInt64Array,
      TypedArray,
      Object,
      undefined,
      class extends Uint8Array {},
    ]) {
      for (const source of sources) {
        for (const mapper of [undefined, (value: number, k: number) => value + k, 1]) {
          same('from', TypedArray.from, (fn) => fn.call(self, source, mapper));
        }
      }
    }
  });
});
