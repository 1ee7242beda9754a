/**
 * Which stacks a patched function parks in, and where it blocks the thread instead: never an error, and never a wrong value for
 * somebody who was not compiled. `tool.call` says which of the two it did.
 */
import { createRequire } from 'node:module';
import { run, sleep, spawn } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitForCallback } from '../../build/greenlet/callback-wait.js';
import { blockedCalls } from '../../build/monkey/blocked.js';
import { turnOff, turnOn } from '../../build/monkey/install.js';
import type { Patch } from '../../build/monkey/patch.js';
import { compiledModule } from './compiled.ts';
import type { Call } from './outcomes.ts';

const tool = { call: (value: unknown) => `${value} blocked` };

const patch: Patch = {
  holder: tool,
  name: 'call',
  label: 'tool.call',
  cooperative: (original) => (value) =>
    waitForCallback('tool.call', {
      begin: (done) => void setImmediate(done, null, `${value} parked`),
      instead: () => original(value),
    }),
};

beforeEach(() => void turnOn(patch));
afterEach(() => turnOff(patch));

/** Code that was not compiled, and calls back. */
const foreign = {
  each: (list: unknown[], fn: Call) => list.map((one) => fn(one)),
  method: { apply: (fn: Call) => `${fn()}!` },
  async later(fn: Call) {
    return fn();
  },
  Class: class {
    made: unknown;
    constructor(fn: Call) {
      this.made = fn();
    }
  },
  *steps(fn: Call): Generator<unknown> {
    yield fn();
  },
  sort: [].sort as Call,
  define: (target: object, get: Call) => Object.defineProperty(target, 'now', { get: () => get() }),
};

type Case = [what: string, text: string, expected: unknown];

const parks: Case[] = [
  ['a function', 'return tool.call(1);', '1 parked'],
  ['a chain of functions', 'const deep = (n) => n === 0 ? tool.call(1) : deep(n - 1); return deep(3);', '1 parked'],
  ['a stack that is deep', 'const deep = (n) => n === 0 ? tool.call(1) : deep(n - 1); return deep(200);', '1 parked'],
  ['a callback of map', 'return [1, 2].map((n) => tool.call(n));', ['1 parked', '2 parked']],
  ['map itself, given the function', 'return [1, 2].map(tool.call);', ['1 parked', '2 parked']],
  ['sort', 'return [2, 1].sort((a, b) => tool.call(a) > tool.call(b) ? 1 : -1);', [1, 2]],
  ['replace', "return 'ab'.replace(/b/, () => tool.call(1));", 'a1 parked'],
  ['JSON.parse', "return JSON.parse('[1]', (k, v) => k === '0' ? tool.call(v) : v);", ['1 parked']],
  [
    'bind, call and apply',
    'const f = tool.call.bind(null, 1); return [f(), tool.call.call(null, 2), tool.call.apply(null, [3])];',
    ['1 parked', '2 parked', '3 parked'],
  ],
  ['Reflect.apply', 'return Reflect.apply(() => tool.call(1), null, []);', '1 parked'],
  [
    'a generator that is resumed',
    'function* g() { yield tool.call(1); yield tool.call(2); } return [...g()];',
    ['1 parked', '2 parked'],
  ],
  [
    'yield*',
    'function* a() { yield tool.call(1); } function* b() { yield* a(); } return b().next().value;',
    '1 parked',
  ],
  ['iterator helpers', 'function* g() { yield 1; } return Array.from(g(), (n) => tool.call(n));', ['1 parked']],
  ['a constructor', 'class A { constructor() { this.a = tool.call(1); } } return new A().a;', '1 parked'],
  [
    'super()',
    'class A { constructor() { this.a = tool.call(1); } } class B extends A { b = this.a; } return new B().b;',
    '1 parked',
  ],
  [
    'a class without a name of its own',
    'const A = class { constructor() { this.a = tool.call(1); } }; return new A().a;',
    '1 parked',
  ],
  [
    'a class of a member',
    'const o = {}; o.A = class { constructor() { this.a = tool.call(1); } }; return new o.A().a;',
    '1 parked',
  ],
  [
    'a constructor that calls super()',
    'class A {} class B extends A { constructor() { super(); this.b = tool.call(1); } } return new B().b;',
    '1 parked',
  ],
  ['a function with this as a constructor', 'function A() { this.a = tool.call(1); } return new A().a;', '1 parked'],
  ['a function that is seen to be one', 'function A() { return { a: tool.call(1) }; } return new A().a;', '1 parked'],
  ['new target', 'function A() { return { a: new.target === A && tool.call(1) }; } return new A().a;', '1 parked'],
  [
    'finally',
    'const log = []; try { log.push(tool.call(1)); } finally { log.push(tool.call(2)); } return log;',
    ['1 parked', '2 parked'],
  ],
];

const blocks: Case[] = [
  ['a function that was not compiled', 'return foreign.each([1], (n) => tool.call(n));', ['1 blocked']],
  ['a method that was not', 'return foreign.method.apply(() => tool.call(1));', '1 blocked!'],
  ['a constructor that was not', 'return new foreign.Class(() => tool.call(1)).made;', '1 blocked'],
  [
    'a class that was not, of a base that was',
    'return foreign.derive(class { constructor() { this.made = tool.call(1); } });',
    '1 blocked',
  ],
  ['a generator that was not', 'return foreign.steps(() => tool.call(1)).next().value;', '1 blocked'],
  [
    'a native function under another name',
    'return Object.assign([1], { every1: [].map }).every1((n) => tool.call(n));',
    ['1 blocked'],
  ],
  [
    'a function that nobody sees to be a constructor',
    'const o = { A: function () { return { a: tool.call(1) }; } }; const make = (A) => new A(); return make(o.A).a;',
    '1 blocked',
  ],
  [
    'one without a name',
    'const list = [function () { return { a: tool.call(1) }; }]; const make = (A) => new A(); return make(list[0]).a;',
    '1 blocked',
  ],
  [
    'one that returns nothing',
    'let got; const list = [function () { got = tool.call(1); }]; const made = new list[0](); return [typeof made, got];',
    ['object', '1 blocked'],
  ],
  ['the function of new Promise', 'let got; new Promise(() => { got = tool.call(1); }); return got;', '1 blocked'],
  ['a getter', 'return { get now() { return tool.call(1); } }.now;', '1 blocked'],
  ['a setter', 'let got; ({ set now(value) { got = tool.call(value); } }).now = 1; return got;', '1 blocked'],
  [
    'a getter that calls others',
    'const f = () => tool.call(1) + 1; return { get now() { return f() + 2; } }.now;',
    '1 blocked12',
  ],
  ['a getter that was not compiled', 'return foreign.define({}, () => tool.call(1)).now;', '1 blocked'],
  ['toString', "return '' + { toString() { return tool.call(1); } };", '1 blocked'],
  ['Symbol.toPrimitive', 'return +{ [Symbol.toPrimitive]() { return tool.call(1).length; } };', 9],
  ['a field initialiser', 'class A { a = tool.call(1); } return new A().a;', '1 blocked'],
  ['a static block', 'let got; class A { static { got = tool.call(1); } } return got;', '1 blocked'],
  ['eval', "return eval('tool.call(1)');", '1 blocked'],
  [
    'an async function before its first await',
    'let got; (async () => { got = tool.call(1); })(); return got;',
    '1 blocked',
  ],
  [
    'an async function called by a compiled one',
    'const log = []; const f = () => tool.call(1); (async () => { log.push(f()); })(); return log;',
    ['1 blocked'],
  ],
  [
    'an error that is caught on the way',
    'return { get now() { try { throw tool.call(1); } catch (e) { return e; } } }.now;',
    '1 blocked',
  ],
];

const env = {
  tool,
  foreign: {
    ...foreign,
    derive(Base: new () => { made: unknown }) {
      return new (class extends Base {})().made;
    },
  },
};
const text = (list: Case[]) =>
  list.map(([, body], i) => `export function f${i}({ tool, foreign }) { ${body} }`).join('\n');

describe('a patched function parks, in a greenlet, below', async () => {
  const module = await compiledModule(text(parks));
  it.each(parks.map((one, i) => [...one, i] as const))('%s', async (_, __, expected, i) => {
    expect(await run(module[`f${i}`]!, env)).toEqual(expected);
  });
});

describe('a patched function blocks, as the original, below', async () => {
  const module = await compiledModule(text(blocks));
  it.each(blocks.map((one, i) => [...one, i] as const))('%s', async (_, __, expected, i) => {
    const before = count();
    expect(await run(module[`f${i}`]!, env)).toEqual(expected);
    expect(count(), 'it is counted').toBe(before + 1);
    expect(await run(module[`f${i}`]!, env), 'and again').toEqual(expected);
  });
});

const count = () => blockedCalls().reduce((sum, one) => sum + one.count, 0);

describe('a patched function', () => {
  it('is the original outside greenlets, in generator bodies and in async ones', async () => {
    expect(tool.call(1)).toBe('1 blocked');
    expect(
      await run(function* () {
        return tool.call(1);
      }),
    ).toBe('1 blocked');
    expect(await run(async () => tool.call(1))).toBe('1 blocked');
    expect(
      await run(async () => {
        await sleep(0);
        return tool.call(1);
      }),
    ).toBe('1 blocked');
    expect(await run(() => tool.call(1)), 'a plain body that was not compiled').toBe('1 blocked');
  });

  it('can be the body of a greenlet', async () => {
    expect(await spawn(tool.call, 1)).toBe('1 parked');
  });

  it('looks like the original', () => {
    const present = tool.call;
    turnOff(patch);
    expect([present.name, present.length, 'prototype' in present]).toEqual([tool.call.name, tool.call.length, true]);
  });

  it('does not mind how the program prints its stacks', async () => {
    const { f } = await compiledModule('export function f(tool, set) { set(); return tool.call(1); }');
    const { prepareStackTrace, stackTraceLimit } = Error;
    const settings: (() => void)[] = [
      () => {
        Error.prepareStackTrace = () => {
          throw new Error('not for you');
        };
      },
      () => {
        Error.prepareStackTrace = () => 'mine';
      },
      () => {
        Error.stackTraceLimit = 0;
      },
      () => {
        delete (Error as { stackTraceLimit?: number }).stackTraceLimit;
      },
    ];
    for (const set of settings) {
      const got = await run(f!, tool, set);
      const own = [Error.prepareStackTrace, Error.stackTraceLimit];
      Error.prepareStackTrace = prepareStackTrace;
      Error.stackTraceLimit = stackTraceLimit;
      expect(got).toBe('1 parked');
      set();
      expect([Error.prepareStackTrace?.toString(), Error.stackTraceLimit]).toEqual([own[0]?.toString(), own[1]]);
      Error.prepareStackTrace = prepareStackTrace;
      Error.stackTraceLimit = stackTraceLimit;
    }
  });

  it('parks with source maps on', async () => {
    const { f } = await compiledModule('export function f(tool) { return tool.call(1); }');
    process.setSourceMapsEnabled(true);
    try {
      expect(await run(f!, tool)).toBe('1 parked');
    } finally {
      process.setSourceMapsEnabled(false);
    }
  });

  it('blocks at the top level of a module that a greenlet requires, and the report does not blame the loader', async () => {
    const require = createRequire(import.meta.url);
    const { f } = await compiledModule('export function f(load) { return load(); }');
    (globalThis as { tool?: unknown }).tool = tool;
    const file = new URL('fixtures/top-level.cjs', import.meta.url).pathname;
    const got = await run(f!, () => require(file));
    expect(got).toEqual({ got: '1 blocked' });
  });

  it('is found out at the latest at the next call, by an error, behind a trap of a Proxy', async () => {
    const { f } = await compiledModule(
      'export function f(tool) { const p = new Proxy({}, { get: () => tool.call(1) }); const got = p.x; tool.call(2); return got; }',
    );
    await expect(run(f!, tool)).rejects.toMatchObject({ code: 'GS_BARRIER' });
    expect(await run((await compiledModule('export const f = (tool) => tool.call(3)')).f!, tool)).toBe('3 parked');
  });

  it.each([
    ['a Proxy', 'new (new Proxy(A, {}))()'],
    ['Reflect.construct for another new.target', 'Reflect.construct(A, [], class {})'],
  ])('is an error in the constructor of a class that is made through %s, and others go on', async (_, made) => {
    const { f } = await compiledModule(
      `export function f(tool) { class A { constructor() { this.a = tool.call(1); } } return ${made}.a; }`,
    );
    await expect(run(f!, tool)).rejects.toMatchObject({ code: 'GS_BARRIER', kind: 'constructor' });
    expect(await run((await compiledModule('export const f = (tool) => tool.call(2)')).f!, tool)).toBe('2 parked');
  });

  it('names who cannot be left', () => {
    const callers = blockedCalls().map(({ name, caller }) => `${name}: ${caller}`);
    expect(
      callers.some((one) => /^tool\.call: .*\(.*crossing\.test\.ts\)$/.test(one)),
      callers.join('\n'),
    ).toBe(true);
    expect(callers).toContain('tool.call: the body of the greenlet');
    expect(callers).toContain('tool.call: now (an accessor)');
    expect(callers).toContain('tool.call: native map');
  });
});
