// Lines and columns in the stack of a parked greenlet are those that V8 shows when the same call runs natively.
import vm from 'node:vm';
import { greenlet, type StackFrame } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';

type Main = (park: () => unknown, o: object) => unknown;

/** `o` has the function that parks under many names, and `o.get` gives it away. */
const names = ['park', 'delete', 'static', 'of', 'super', 'import'];
function objectWith(park: () => unknown): object {
  return { ...Object.fromEntries(names.map((name) => [name, park])), get: () => park, tag: () => park() };
}

function native(text: string): string[] {
  let found: string[] = [];
  const park = () => {
    found = [...(new Error().stack ?? '').matchAll(/test\.js:(\d+:\d+)/g)].map(([, at]) => at as string);
    return 1;
  };
  (vm.runInThisContext(`(${text})`, { filename: 'test.js' }) as Main)(park, objectWith(park));
  return found;
}

function parked(text: string): string[] {
  const g = greenlet(evaluate(text) as Main);
  const park = () => g.parent?.switch();
  g.switch(park, objectWith(park));
  const frames = g.stack().filter(({ file }: StackFrame) => file === 'test.js');
  while (!g.dead) g.switch(1);
  return frames.map(({ line, column }: StackFrame) => `${line}:${column}`);
}

/** One parks when it is opened, one at its first step. */
const iterables = `const opens = { [Symbol.iterator]() { const r = park(); return [][Symbol.iterator](); } };
  const steps = { [Symbol.iterator]() { return { next() { const r = park(); return { done: true }; } }; } };`;

describe('the position of', () => {
  it.each([
    'park(1)',
    '  park  (1)',
    'p\\u0061rk(1)',
    'o.park(1)',
    'o\n  .park(1)',
    'o.park /* ( */ // (\n (1)',
    'o["park"](1)',
    '(park)(1)',
    '(o.park)(1)',
    '( o.park /* ) */ ) (1)',
    '(0, park)(1)',
    'o.get()(1)',
    'o.get().call(o, 1)',
    'o?.park(1)',
    'o.park?.(1)',
    'park?.(1)',
    'o?.["park"]?.(1)',
    'o?.get?.()(1)',
    'o.delete(1)',
    'o.import(1)',
    'o.super(1)',
    'o.static(1)',
    'o.of(1)',
    'o.park(1, o.get(), 3)',
    '(function () { const q = park(); return q; })()',
    '(() => { const q = park(); return q; })(1)',
    'park`ab`',
    'o.tag`ab`',
    'o.get()`ab`',
    'new (class { constructor() { const r = park(); } })()',
    'new (class extends (class { constructor() { const r = park(); } }) { constructor() { super(1); } })()',
    'new (class extends (class { constructor() { const r = park(); } }) {})()',
    'new (class { #p = park; run() { const r = this.#p(); return r; } })().run()',
    '[1].map((x) => { const r = park(x); return r; })',
    '[...opens]',
    '[...steps]',
    '(() => { for (const x of steps); })()',
    '(() => { let x; for (x of steps); })()',
    '(() => { for (const x of opens); })()',
    '(() => { const [x] = steps; })()',
  ])('%s', (call) => {
    const text = `function f(park, o) {\n  ${iterables}\n  const result = ${call};\n  return result;\n}`;
    const expected = native(text);
    expect(expected.length).toBeGreaterThan(0);
    expect(parked(text)).toEqual(expected);
  });
});
