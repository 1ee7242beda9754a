/** Plain functions that switch and park, in the form that the compiler gives them (fixtures/functions.mjs). */
import { type Greenlet, GreenletExit, getCurrent, greenlet, joinAll, run, sleep, spawn } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { codeOf, codeOfAsync } from '../helpers/code-of.js';
import { chat, deep, fails, guarded, nap, relay, stormy, swap, twice } from './fixtures/functions.mjs';

const main = getCurrent();

describe('compiled functions', () => {
  it('switch to each other', () => {
    const log: number[] = [];
    const [one, two] = [{ greenlet: main }, { greenlet: main }];
    one.greenlet = greenlet(() => chat(log, two, 1, 3));
    two.greenlet = greenlet(() => chat(log, one, 2, 4));
    expect(codeOf(() => one.greenlet.switch())).toBe('GS_BARRIER'); // the arrows were not compiled
    one.greenlet = greenlet(chat.bind(null, log, two, 1, 3));
    two.greenlet = greenlet(chat.bind(null, log, one, 2, 4));
    one.greenlet.switch();
    expect(log).toEqual([1, 1, 2, 3, 4]);
  });

  it('hand values both ways between main and a greenlet', () => {
    const log: unknown[] = [];
    const g = greenlet(relay);
    expect(g.switch(log, { greenlet: main }, 3)).toBe(0);
    expect(g.switch('a')).toBe(1);
    expect(g.switch('b', 'c')).toBe(2);
    expect(g.switch()).toBe(3);
    expect([log, g.dead, g.value]).toEqual([['a', ['b', 'c'], undefined], true, 3]);
  });

  it('run in two greenlets that take turns, by switches and by the hub', async () => {
    const log: unknown[] = [];
    const peers = [{}, {}] as { greenlet: Greenlet }[];
    const greenlets = peers.map((_, i) => {
      const peer = peers[1 - i] as { greenlet: Greenlet };
      return greenlet(relay.bind(null, log, peer, 4));
    });
    greenlets.forEach((g, i) => {
      (peers[i] as { greenlet: Greenlet }).greenlet = g;
    });
    expect(greenlets[0]?.switch()).toBe(4);
    expect(log).toEqual([0, 1, 1, 2, 2, 3, 3]);
    await joinAll([spawn(nap, 2), spawn(nap, 1)]);
  });

  it('park at any depth, and only what runs is entered again', async () => {
    expect(await run(deep, 5000, () => nap(0))).toBe(5000);
    expect(await run(deep, 3, swapless)).toBe(3);
    const g = greenlet(deep);
    expect(g.switch(100, () => swap('inside'))).toBe('inside');
    expect(g.stack()).toHaveLength(101 - 1 + 1);
    expect(g.switch(1)).toBe(101);
  });

  it('get errors at their pending call, and catch them', async () => {
    const log: unknown[] = [];
    const g = greenlet(guarded);
    expect(g.switch(log, () => swap('parked'))).toBe('parked');
    expect(() => g.throw(new Error('thrown in'))).toThrow('thrown in');
    expect(log).toEqual(['thrown in', 'finally']);
    const killed = spawn(guarded, log, () => nap(1000));
    await sleep(0);
    await killed.kill();
    expect(killed.value).toBeInstanceOf(GreenletExit);
    expect(log.slice(2)).toEqual(['killed', 'finally']);
  });

  it('do not run finally blocks because they park', async () => {
    const log: unknown[] = [];
    expect(await run(guarded, log, () => nap(0))).toBe('end');
    expect(log).toEqual([0, 'finally']);
  });

  it('may park and then return a promise or a generator, which is the body then', async () => {
    const promise = () => Promise.resolve('from a promise');
    expect(await run(twice, () => nap(0), promise)).toBe('from a promise');
    const generator = function* () {
      yield sleep(0);
      return 'from a generator';
    };
    expect(await run(twice, () => nap(0), generator)).toBe('from a generator');
  });

  it('are called from generator bodies that were not compiled, with yield', async () => {
    const g = spawn(function* () {
      return [yield nap(1), yield swapWithHub()];
    });
    expect(await g).toEqual([1, 0]);
  });

  it('return promises in main and in async bodies', async () => {
    expect(await sleepsInMain()).toBe(undefined);
  });
});

const swapless = () => 0;
const swapWithHub = () => nap(0);
const sleepsInMain = () => sleep(0);

describe('a plain body that was not compiled', () => {
  it('is a barrier before anything happens', async () => {
    const log: unknown[] = [];
    const body = () => {
      sleep(1);
      log.push('went on');
    };
    expect(await codeOfAsync(() => spawn(body))).toBe('GS_BARRIER');
    expect(log).toEqual([]);
  });

  it('is one as well when it calls compiled functions that park', async () => {
    const log: unknown[] = [];
    const body = () => {
      nap(1);
      log.push('went on');
    };
    expect(await codeOfAsync(() => spawn(body))).toBe('GS_BARRIER');
    expect(log).toEqual([]);
    expect(await run(() => swapless() + 1)).toBe(1);
  });

  it('may run compiled code that does not park', () => {
    expect(greenlet(() => deep(3, swapless)).switch()).toBe(3);
  });
});

describe('storm', () => {
  const calls: number[] = [];
  const square = (n: number) => {
    calls.push(n);
    return n * n;
  };

  it('unwinds where the policy says so, and nothing else changes', async () => {
    let asked = 0;
    $gs.setStorm(() => ++asked % 3 !== 0);
    try {
      expect(await run(stormy, square, 5)).toBe(30);
      expect(calls).toEqual([0, 1, 2, 3, 4]);
      expect(asked).toBe(5);
      expect(stormy(square, 3)).toBe(5); // not in main
      $gs.noStorm++;
      expect(await run(stormy, square, 3)).toBe(5);
      expect(asked).toBe(5);
    } finally {
      $gs.noStorm = 0;
      $gs.setStorm(null);
    }
  });
});

describe('stack traces', () => {
  it('stack() knows name and position', () => {
    const g = greenlet(deep);
    g.switch(1, () => swap(0));
    expect(g.stack()).toEqual([
      { name: 'deep', file: 'hand.js', line: 21, column: 31 },
      { name: 'deep', file: 'hand.js', line: 22, column: 11 },
    ]);
  });

  it('of errors go on with the frames on the heap', async () => {
    const g = greenlet(deep);
    g.switch(2, () => fails(() => swap(0)));
    const { stack } = errorOf(() => g.switch());
    const lines = (stack ?? '').split('\n').map((line) => line.trim());
    expect(lines[0]).toBe('Error: boom');
    expect(lines[1]).toMatch(/^at (fails|\$r5_hand) /);
    expect(lines.slice(2)).toEqual(['at deep (hand.js:21:31)', 'at deep (hand.js:22:11)', 'at deep (hand.js:22:11)']);
  });

  it('are no longer than the limit', () => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 5;
    try {
      const g = greenlet(deep);
      g.switch(100, () => fails(() => swap(0)));
      const { stack } = errorOf(() => g.switch());
      expect(stack?.match(/\n\s+at /g)).toHaveLength(5);
    } finally {
      Error.stackTraceLimit = limit;
    }
  });

  it('of main end where main is', () => {
    expect(codeOf(() => main.switch())).toBe('GS_SELF_SWITCH');
  });
});

function errorOf(fn: () => unknown): Error {
  try {
    fn();
  } catch (error) {
    return error as Error;
  }
  throw new Error('no error');
}
