/** Frames that cannot be left: each is found, inner `finally` blocks run, and the other greenlets go on. */
import { BarrierError, getCurrent, greenlet, run, sleep, spawn } from 'greenspool';
import { describe, expect, it } from 'vitest';
import {
  adds,
  callsTwice,
  handsOn,
  ignores,
  late,
  swallows,
  throws,
  withGetter,
  withText,
} from './fixtures/barriers.mjs';
import { deep, guarded, nap, swap, twice } from './fixtures/functions.mjs';

/** Runs `inner` (which parks) inside the foreign frame, in a compiled body, and watches another greenlet meanwhile. */
async function through(
  foreign: (f: () => unknown) => unknown,
): Promise<{ error: unknown; log: unknown[]; other: unknown }> {
  const log: unknown[] = [];
  const other = spawn(nap, 3);
  const inner = guarded.bind(null, log, nap.bind(null, 1));
  const g = spawn(deep, 1, foreign.bind(null, inner));
  let error: unknown;
  try {
    await g;
  } catch (caught) {
    error = caught;
  }
  return { error, log, other: await other };
}

const expected = { log: ['GS_BARRIER', 'finally'], other: 3 };

describe('an unwinding that meets a foreign frame', () => {
  const cases = {
    'that ignores the result': ignores,
    'that computes with it': adds,
    'that calls something compiled again': callsTwice,
    'that throws': throws,
  };
  for (const [what, foreign] of Object.entries(cases)) {
    it(`${what} is called off with an error`, async () => {
      const { error, ...rest } = await through(foreign);
      expect(error).toBeInstanceOf(BarrierError);
      expect((error as BarrierError).code).toBe('GS_BARRIER');
      expect(rest).toEqual(expected);
    });
  }

  it('of native code is called off as well', async () => {
    for (const native of [
      (f: () => unknown) => [1, 2, 3].map(f),
      (f: () => unknown) => [1, 2, 3].sort(f as () => number),
      (f: () => unknown) => 'abc'.replace(/b/, f as () => string),
      (f: () => unknown) => JSON.parse('[1]', f),
      (f: () => unknown) => Array.from({ length: 2 }, f),
      (f: () => unknown) => new Promise(f),
    ]) {
      const { log, other } = await through(native);
      expect([log.slice(0, 2), other]).toEqual([expected.log, 3]);
    }
  });

  it('of native code names it', async () => {
    const { error } = await through((f) => [3, 2, 1].map(f));
    expect((error as Error).message).toContain('Array.map');
    expect((error as Error).message).toContain('sleep() in the greenlet deep#');
  });

  it('names the compiled call that it lies behind', async () => {
    const { error } = await through(ignores);
    expect((error as Error).message).toContain('called from deep (hand.js:21:31)');
  });

  it('goes through those that hand the result on', async () => {
    const { error, log } = await through(handsOn);
    expect([error, log]).toEqual([undefined, [1, 'finally']]);
    expect(await run(twice, Reflect.apply.bind(null, nap as never, null, [0]), swapNothing)).toBe('nothing');
  });

  it('can be caught, and the greenlet goes on and parks again', async () => {
    const log: unknown[] = [];
    const g = spawn(twice, guardedAround(log, ignores.bind(null, nap.bind(null, 1))), nap.bind(null, 2));
    expect(await g).toBe(2);
    expect(log).toEqual(['GS_BARRIER']);
  });

  it('whose error the foreign frame swallows goes on', async () => {
    const { error, log, other } = await through(swallows);
    expect([error, log, other]).toEqual([undefined, ['GS_BARRIER', 'finally'], 3]);
  });

  it('was to switch: the other side does not notice', async () => {
    const main = getCurrent();
    const g = greenlet(deep);
    let error: unknown;
    try {
      g.switch(1, ignores.bind(null, swap.bind(null, 'lost' as never)));
    } catch (caught) {
      error = caught;
    }
    expect((error as BarrierError).code).toBe('GS_BARRIER');
    expect([g.dead, getCurrent()]).toEqual([true, main]);
    expect($gsm).toBe(0);
  });
});

const swapNothing: () => unknown = () => 'nothing';

/** Catches what `f` throws; native code takes the place of a compiled try block. */
function guardedAround(log: unknown[], f: () => unknown): () => unknown {
  const g = twice.bind(null, f, swapNothing);
  return caughtBy.bind(null, log, g);
}

/** Compiled by hand: `try { return f() } catch (e) { log.push(e.code) }` */
function caughtBy(log: unknown[], f: () => unknown): unknown {
  if ($gsm !== 0) $gs.enter('caughtBy');
  let t: unknown;
  try {
    t = f();
    if ($gsm === 0) return t;
  } catch (e) {
    log.push((($gsm === 0 ? e : $gs.caught(e)) as BarrierError).code);
    return undefined;
  }
  return $gs.s2(resumeCaughtBy, 1, t, log, f);
}
function resumeCaughtBy(f: { s0: unknown[] }, v: unknown, x: boolean): unknown {
  if (x) f.s0.push((v as BarrierError).code);
  return v;
}

describe('functions that cannot be compiled for parking', () => {
  it('are barriers of their kind', async () => {
    const kinds: string[] = [];
    for (const body of [() => withGetter.value, () => `${withText}`, late]) {
      const g = spawn(deep, 0, body);
      try {
        await g;
      } catch (error) {
        kinds.push((error as BarrierError).kind);
      }
    }
    expect(kinds).toEqual(['accessor', 'coercion', 'async']);
  });

  it('name themselves', async () => {
    const g = spawn(deep, 0, () => withGetter.value);
    await expect(Promise.resolve(g)).rejects.toThrow(/get value \(an accessor\)/);
  });
});

describe('while inner frames get the error', () => {
  it('blocking calls in them throw it at once', async () => {
    const log: unknown[] = [];
    const again = caughtBy.bind(null, log, nap.bind(null, 1));
    const g = spawn(deep, 0, ignores.bind(null, afterwards.bind(null, nap.bind(null, 1), again)));
    await expect(Promise.resolve(g)).rejects.toMatchObject({ code: 'GS_BARRIER' });
    expect(log).toEqual(['GS_BARRIER']);
    expect(await run(nap, 0)).toBe(0);
  });
});

/** Compiled by hand: `try { f() } finally { g() }`; g is expected not to park. */
function afterwards(f: () => unknown, g: () => unknown): unknown {
  if ($gsm !== 0) $gs.enter('afterwards');
  const t = f();
  if ($gsm !== 0) return $gs.s2(resumeAfterwards, 1, t, f, g);
  return g();
}
function resumeAfterwards(f: { s1: () => unknown }, v: unknown, x: boolean): unknown {
  f.s1();
  if (x) throw v;
  return v;
}

describe('frames of another copy', () => {
  it('are refused', async () => {
    await sleep(0);
    $gsm = 1; // somebody else unwinds
    let code: unknown;
    try {
      $gs.s2(resumeAfterwards, 1, $gs.TOKEN);
    } catch (error) {
      code = (error as BarrierError).code;
    } finally {
      $gsm = 0;
    }
    expect(code).toBe('GS_OTHER_RUNTIME');
  });
});
