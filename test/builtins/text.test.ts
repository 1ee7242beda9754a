/** String.prototype.replace and replaceAll, JSON.parse and JSON.stringify, compared with the natives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toJson } from '../../build/builtins/index.js';
import { type Fn, logged, oursFor, same } from './compare.js';

const isOld = Number.parseInt(process.versions.node, 10) < 22;
const { replace, replaceAll } = String.prototype as unknown as Record<string, Fn>;

describe.each([
  ['replace', replace],
  ['replaceAll', replaceAll],
] as const)('%s', (name, native) => {
  const patterns: (() => unknown)[] = [
    () => 'a',
    () => '',
    () => 'aa',
    () => 1,
    () => null,
    () => /a/,
    () => /a/g,
    () => /(a)|(b)/g,
    () => /(?<first>a)(?<rest>b*)/g,
    () => /x*/g,
    () => /x*/gu,
    () => /(?:)/gu,
    () => /a/y,
    () => /a/gy,
    () => /(?=a)/g,
    () => /a$/gm,
    () => /\u{1f600}?/gu,
    () => ({ [Symbol.replace]: 1 }),
    () => ({ [Symbol.replace]: undefined, toString: () => 'b' }),
    () => ({ [Symbol.replace]: (...args: unknown[]) => args.length }),
  ];

  it('calls the function with the same arguments and puts in the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'x', '\n', '\u{1f600}', '\ud83d') }), (text) => {
        for (const make of patterns) {
          same(name, native, (fn, log) => fn.call(text, make(), (...args: unknown[]) => `<${log.push(args)}>`));
          same(name, native, (fn) => fn.call(text, make(), '[$&$1$<first>]'));
        }
      }),
    );
  });

  it('turns results into text, and gives up as the native does', () => {
    for (const answer of [
      undefined,
      null,
      1,
      {},
      [1, 2],
      Symbol.iterator,
      {
        toString() {
          throw new EvalError();
        },
      },
    ]) {
      for (const make of [() => 'a', () => /a/g]) same(name, native, (fn) => fn.call('banana', make(), () => answer));
    }
    for (const self of [null, undefined, 5, { toString: () => 'aha' }, Symbol.iterator]) {
      for (const make of patterns) same(name, native, (fn) => fn.call(self, make(), () => 'r'));
    }
  });

  it('leaves lastIndex as the native does', () => {
    for (const flags of ['', 'g', 'y', 'gy']) {
      for (const lastIndex of [0, 1, 3, 99]) {
        same(name, native, (fn, log) => {
          const pattern = Object.assign(new RegExp('a', flags), { lastIndex });
          return [fn.call('banana', pattern, () => log.push(pattern.lastIndex)), pattern.lastIndex];
        });
      }
    }
  });

  it('uses an exec of the user, and touches the pattern in the same order', () => {
    class Loud extends RegExp {
      override exec(text: string) {
        const found = super.exec(text);
        return found && Object.assign(found, { groups: { own: 1 } });
      }
    }
    for (const flags of ['', 'g', 'gu']) {
      same(name, native, (fn, log) =>
        fn.call('banana', new Loud('a|()', flags), (...args: unknown[]) => log.push(args)),
      );
      // Until Node 22 the flags were read one by one.
      if (!isOld) same(name, native, (fn, log) => fn.call('banana', logged(new Loud('a', flags), log), () => 'x'));
    }
    const results = [
      null,
      1,
      { index: 1, 0: 'z', length: 1 },
      { index: -5, 0: 'b', length: 3, 1: 7 },
      { index: 99, 0: '', length: 1 },
    ];
    for (const result of results) {
      same(name, native, (fn, log) => {
        const pattern = Object.assign(/a/g, { exec: () => (log.push('exec') > 2 ? null : result) });
        return fn.call('banana', pattern, (...args: unknown[]) => log.push(args));
      });
    }
  });
});

describe('JSON.parse', () => {
  const text = '{"a":[1,2.50,{"b":null}],"c":"x","__proto__":{"d":[]},"1":true,"0":-0}';

  it('revives from the leaves up, with the source where the native gives it', () => {
    for (const source of [text, '1', '[]', '"s"', '[[[]]]', '{"a":1,"a":2}']) {
      same('parse', JSON.parse, (fn, log) =>
        fn(source, function (this: unknown, ...args: unknown[]) {
          log.push(structuredClone([this, ...args]));
          return args[1];
        }),
      );
    }
  });

  it('sees what the reviver changes', () => {
    const revivers: Fn[] = [
      (key, value) => (key === 'a' ? undefined : value),
      function (this: Record<string, unknown>, _key, value) {
        this.c = 'changed';
        this.late = [1];
        return value;
      },
      function (this: unknown[], _key, value) {
        if (Array.isArray(this)) this.length = 1;
        return value;
      },
      function (this: Record<string, unknown>, key, value) {
        if (key === 'a') this.c = logged([5], []);
        return value;
      },
      function (this: object, key, _value) {
        if (key === 'a') Object.freeze(this);
        return undefined;
      },
      () => {
        throw new EvalError();
      },
    ];
    for (const reviver of revivers) {
      same('parse', JSON.parse, (fn, log) =>
        fn(text, function (this: unknown, ...args: unknown[]) {
          log.push(args[0], args[2]);
          return reviver.apply(this, args);
        }),
      );
    }
    for (const reviver of [undefined, null, {}, 1]) same('parse', JSON.parse, (fn) => fn(text, reviver));
    same('parse', JSON.parse, (fn) => fn('{', (_: string, value: unknown) => value));
  });
});

describe('JSON.stringify', () => {
  const circular: Record<string, unknown> = {};
  circular.self = [circular];
  const values = [
    {
      a: [1, 'x', null, undefined, Number.NaN, () => 1, Symbol.iterator],
      b: { c: true },
      d: undefined,
      'e"': '\u2028\ud800',
    },
    new Date(0),
    Object(1),
    Object('s'),
    Object(false),
    Object(1n),
    5n,
    [],
    {},
    [[]],
    'text',
    undefined,
    () => 1,
    new Map([[1, 2]]),
    circular,
    { toJSON: (key: string) => ['json', key] },
    [
      {
        toJSON() {
          throw new EvalError();
        },
      },
    ],
    { toJSON: 1, 2: 'b', 1: 'a' },
    Object.create({ inherited: 1 }),
  ];
  const replacers = [
    undefined,
    (_: string, value: unknown) => value,
    (key: string, value: unknown) => (key === 'b' ? undefined : value),
    (key: string, value: unknown) => (key === '' ? { wrapped: value } : typeof value === 'number' ? value * 2 : value),
  ];

  it('gives the same text for any value, replacer and space', () => {
    for (const value of values) {
      for (const replacer of [...replacers, ['a', 'b', 'b', 1, Object('c'), {}]]) {
        for (const space of [undefined, 2, 20, '--', 'a very long indent', Object(1), Object('>'), -1, {}]) {
          same('stringify', JSON.stringify, (fn) => fn(value, replacer, space));
        }
      }
    }
  });

  it('gives the same text by itself when a compiled toJSON may park', () => {
    toJson.mayPark = true;
    try {
      fc.assert(
        fc.property(
          fc.jsonValue(),
          fc.constantFrom(undefined, ['a', 'b', '0'], null),
          fc.constantFrom(undefined, 2),
          (value, replacer, space) => {
            same('stringify', JSON.stringify, (fn) => fn(value, replacer, space));
          },
        ),
      );
      for (const value of values)
        same('stringify', JSON.stringify, (fn) => fn(value, ['a', 'self', 1, Object('c')], 1));
    } finally {
      toJson.mayPark = false;
    }
  });

  it('asks replacer, holder and object in the same order', () => {
    same('stringify', JSON.stringify, (fn, log) =>
      fn(
        logged(
          {
            a: logged([1, { b: 2 }], log, 'a.'),
            get c() {
              return log.push('c');
            },
          },
          log,
        ),
        function (this: unknown, key: string, value: unknown) {
          log.push(['replacer', key]);
          return value;
        },
      ),
    );
  });

  it.runIf('rawJSON' in JSON)('takes raw JSON', () => {
    const raw = (JSON as unknown as Record<string, Fn>).rawJSON as Fn;
    same('stringify', JSON.stringify, (fn) =>
      fn({ a: raw('1e1000'), b: [raw('"x"')] }, (_: string, value: unknown) => value),
    );
    expect(oursFor('stringify', JSON.stringify)({ a: raw('1.0') }, (_: string, value: unknown) => value)).toBe(
      '{"a":1.0}',
    );
  });
});
