// Parameters of generator functions that park, seen from outside: as bodies, under foreign frames, among many greenlets.
// What the language observes of them is in the matrix.
import { getCurrent, greenlet, run, sleep, spawn } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { codeOfAsync } from '../helpers/code-of.ts';
import { evaluate, runParking } from './evaluate.ts';

type Make = (...args: unknown[]) => Generator<unknown, unknown, unknown>;

const main = getCurrent();
const leave = (value: unknown) => main.switch(value);

/** `wait()` is called for `a`, and what it returns is yielded; `log` gets what runs. */
const make = (log: string[], wait: () => unknown) =>
  (
    evaluate(
      '(log, wait) => function* g(a = (() => { try { return wait(); } finally { log.push("left"); } })()) { log.push("body"); yield a; }',
    ) as (...args: unknown[]) => Make
  )(log, wait);

/** Calls its argument in compiled code. */
const call = evaluate('(f, g) => { const it = f(g); return it; }') as (f: unknown, g?: unknown) => unknown;

describe('a generator function whose parameters park', () => {
  it('is a body: it begins when they are there', async () => {
    const body = evaluate(
      'function* (sleep, a = sleep(0), b = [sleep(0), 2]) { yield sleep(0); return [a, ...b, arguments.length]; }',
    );
    expect(await run(body as Make, sleep)).toEqual([undefined, undefined, 2, 1]);
  });

  it('is a body that fails, is thrown into and is killed there', async () => {
    const log: string[] = [];
    const failing = make(log, () => call(sleep, -1));
    expect(await codeOfAsync(() => run(failing))).toBe('GS_BAD_ARGUMENT');
    const thrownInto = greenlet(make(log, () => leave('parked')));
    expect(thrownInto.switch()).toBe('parked');
    expect(() => thrownInto.throw(new RangeError('in'))).toThrow('in');
    const killed = spawn(make(log, () => sleep(1000)));
    await sleep(0);
    await killed.kill();
    expect([killed.successful(), log]).toEqual([true, ['left', 'left', 'left']]);
  });

  it('shows where it waits', () => {
    const body = evaluate('function* body(leave,\n  a = leave()) {}') as Make;
    const g = greenlet(body);
    g.switch(leave);
    expect(g.stack()).toMatchObject([{ name: 'body', file: 'test.js', line: 2 }]);
    g.switch();
  });

  it('may be called by a generator that was not compiled, with yield', async () => {
    const log: string[] = [];
    const result = await run(function* () {
      const it: unknown = yield make(log, () => sleep(0))();
      return it;
    });
    expect(Object.prototype.toString.call(result)).toBe('[object Generator]');
    expect(log).toEqual(['left']);
  });

  it('may be what a plain body returns', async () => {
    const body = evaluate('(sleep) => (function* (a = [sleep(0), 1]) { yield sleep(0); return a; })()');
    expect(await run(body as Make, sleep)).toEqual([undefined, 1]);
  });

  it('keeps the calls of many greenlets apart', async () => {
    const count = evaluate(
      '(p, n) => { function* g(a = p(n), [b] = p([n + a])) { yield* [n, a, b]; } return [...g()]; }',
    );
    const parkFor = evaluate('(sleep, ms) => (value) => { sleep(ms); return value; }') as (...args: unknown[]) => Make;
    const all = Array.from({ length: 100 }, (_, n) => spawn(count as Make, parkFor(sleep, n % 3), n));
    expect(await Promise.all(all)).toEqual(all.map((_, n) => [n, n, 2 * n]));
  });

  it('passes through what hands its result on: bind, Reflect.apply, proxies', () => {
    const text = `function (park, hand) {
      const g = hand(function* (a = park(1), { b } = park({ b: 2 })) { yield [a, b]; });
      return [...g(), ...g(5)];
    }`;
    const hands = [
      (g: Make) => g.bind(null),
      (g: Make) => () => Reflect.apply(g, null, []),
      (g: Make) => new Proxy(g, {}),
      (g: Make) => new Proxy(g, { apply: (target) => target() }),
    ];
    for (const hand of hands) expect((runParking(text, hand) as unknown[])[0]).toEqual([1, 2]);
  });
});

describe('a generator function with a rest and a parameter called arguments', () => {
  it('cannot park in its parameters, and is told so', () => {
    const text = `function (park) {
      try { (function* g(arguments, a = park(1), ...r) {})(); } catch (error) { return [error.kind, error.message]; }
    }`;
    const [kind, message] = runParking(text) as string[];
    expect(kind).toBe('parameter');
    expect(message).toContain('g (the parameters of a generator function, one of them called `arguments`)');
    expect(message).toContain('Give that parameter another name');
  });
});

describe('a foreign frame that calls a generator function whose parameters park', () => {
  const inside = (use: (g: Make) => unknown) => {
    const log: string[] = [];
    const error = (() => {
      const g = greenlet(call);
      try {
        return g.switch(
          use,
          make(log, () => leave('parked')),
        );
      } catch (caught) {
        return caught;
      }
    })();
    return { error, log };
  };

  it('cannot use the generator', () => {
    const { error, log } = inside((g) => [...g()]);
    expect(error).toMatchObject({ code: 'GS_BARRIER', kind: 'generator' });
    expect(log).toEqual(['left']);
  });

  it('cannot return something else', () => {
    for (const use of [(g: Make) => [g()], (g: Make) => void g(), (g: Make) => g().next]) {
      const { error, log } = inside(use);
      expect(error).toMatchObject({ code: 'GS_BARRIER', kind: 'foreign' });
      expect(log).toEqual(['left']);
    }
  });

  it('may keep the generator, which is running for others until the parameters are there', () => {
    let kept: Generator | undefined;
    const log: string[] = [];
    const g = greenlet(call);
    const use = (generator: Make) => {
      kept = generator();
      return kept;
    };
    expect(
      g.switch(
        use,
        make(log, () => leave('parked')),
      ),
    ).toBe('parked');
    expect(() => kept?.next()).toThrow('Generator is already running');
    expect(log).toEqual([]);
  });
});
