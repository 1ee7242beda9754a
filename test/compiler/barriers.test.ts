// A park in every place that cannot be left: a coded error at the park, the `finally` blocks inside run, and afterwards
// the same greenlet parks as if nothing had happened.
import { BarrierError, sleep } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { evaluate, runParking } from './evaluate.ts';

/** Each is a function of its own; `inner()` parks inside a try whose finally logs. */
const places: Record<string, string> = {
  'a getter': `({ get x() { return inner(); } }).x`,
  'a setter': `({ set x(v) { inner(); } }).x = 1`,
  'a static getter of a class': `(class { static get x() { return inner(); } }).x`,
  'toString in a template': `\`\${{ toString() { return inner(); } }}\``,
  'valueOf in an addition': `1 + { valueOf() { return inner(); } }`,
  'Symbol.toPrimitive in a comparison': `({ [Symbol.toPrimitive]() { return inner(); } }) < 1`,
  'toString of a key': `({})[{ toString() { return inner(); } }]`,
  'Symbol.hasInstance': `1 instanceof { [Symbol.hasInstance]() { return inner(); } }`,
  'the executor of a promise': `new Promise(() => { inner(); })`,
  'a field initialiser': `new (class { x = inner(); })`,
  'a static field': `(class { static x = inner(); })`,
  'a static block': `(class { static { inner(); } })`,
  'the first part of an async function': `(async () => { inner(); })()`,
  'the first part of an async method': `({ async m(x = 1) { return inner(); } }).m()`,
  'the parameters of a generator function, where `arguments` is one': `(function* (arguments, a = inner(), ...r) {})()`,
  'the parameters of a generator function with a strange prototype': `(() => { function* g(a = inner()) {} g.prototype = {}; return g(); })()`,
  'the iterator that yield* of an async generator delegates to': `(async function* () { yield* { [Symbol.iterator]() { return { next() { inner(); return {}; } }; } }; })().next()`,
  'a generator that yield* of an async generator runs': `(async function* () { yield* (function* () { yield inner(); })(); })().next()`,
  'direct eval': `(() => eval('inner()'))()`,
  'a function with direct eval': `((x) => { eval('x'); return inner(); })(1)`,
  with: `((o) => { with (o) { return inner(); } })({})`,
  'new Function': `new Function('f', 'return f() + 1')(inner)`,
  'a generator that native code runs': `new Set((function* () { yield inner(); })())`,
  'an iterator that native code runs': `new Map({ [Symbol.iterator]() { return { next() { inner(); return { done: true }; } }; } })`,
  'a callback of a native function': `structuredClone({ get x() { return inner(); } })`,
  'a replacer that is a method of RegExp': `RegExp.prototype[Symbol.split].call(new Proxy(/a/, { get(t, k) { return inner(); } }), 'a')`,
  'the name of an error that is shown': `String(new (class extends Error { get name() { return inner(); } })())`,
};

const program = `function (park, place) {
  const log = [];
  const inner = () => { try { log.push('parks'); return park(1); } finally { log.push('finally'); } };
  let result;
  try {
    const value = place(inner);
    result = value instanceof Promise ? value : ['no error', value];
  } catch (error) { result = error; }
  log.push(park('afterwards'));
  return [result, log.join()];
}`;

async function parkIn(place: string): Promise<[unknown, string]> {
  const [result, log] = runParking(program, evaluate(`(inner) => { return ${place}; }`)) as [unknown, string];
  const error =
    result instanceof Promise
      ? await result.then(
          () => 'no error',
          (reason: unknown) => reason,
        )
      : result;
  return [error, log];
}

describe('a park in', () => {
  it.each(Object.entries(places))('%s', async (_, place) => {
    const [error, log] = await parkIn(place);
    expect(error).toBeInstanceOf(BarrierError);
    expect(error).toMatchObject({ code: 'GS_BARRIER' });
    expect(log).toBe('parks,finally,afterwards');
  });

  it('a trap of a proxy is found at the next call at the latest', async () => {
    for (const place of [
      'void new Proxy({}, { get() { return inner(); } }).x',
      "'x' in new Proxy({}, { has() { return inner(); } })",
    ]) {
      const [error, log] = await parkIn(place);
      expect(error).toMatchObject({ code: 'GS_BARRIER' });
      expect(log).toBe('parks,finally,afterwards');
    }
  });

  it('the apply trap of a proxy is no barrier: its result passes through', async () => {
    const [result, log] = await parkIn('new Proxy(() => 1, { apply() { return inner(); } })()');
    expect(result).toEqual(['no error', 1]);
    expect(log).toBe('parks,finally,afterwards');
  });

  it('a promise callback is outside of every greenlet, where a blocking call returns a promise', async () => {
    const text = 'function (park, sleep) { return [Promise.resolve(1).then(() => sleep(1)).then(() => park)]; }';
    const [promise] = runParking(text, sleep) as [Promise<unknown>];
    expect(typeof (await promise)).toBe('function');
  });
});
