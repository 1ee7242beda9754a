import { inspect } from 'node:util';
import {
  BarrierError,
  Greenlet,
  type GreenspoolError,
  getCurrent,
  greenlet,
  joinAll,
  onError,
  run,
  setTrace,
  sleep,
  spawn,
  spawnLater,
  waitFor,
} from 'greenspool';
import { afterEach, describe, expect, it } from 'vitest';
import { codeOf, codeOfAsync } from '../helpers/code-of.js';

const main = getCurrent();

/** After every misuse the hub must still work. */
afterEach(async () => {
  expect(
    await run(function* () {
      yield sleep(0);
      return 'alive';
    }),
  ).toBe('alive');
});

describe('bodies', () => {
  it.each([undefined, null, 5, 'text', {}, []])('%s is not a function', (value) => {
    const fn = value as unknown as () => void;
    for (const make of [() => greenlet(fn), () => spawn(fn), () => spawnLater(1, fn)]) {
      expect(codeOf(make)).toBe('GS_NOT_A_FUNCTION');
    }
  });

  it('an async generator cannot be one', () => {
    expect(codeOf(() => spawn(async function* () {}))).toBe('GS_BAD_ARGUMENT');
  });
});

describe('switching', () => {
  it('to a dead greenlet is an error that keeps how it ended as its cause', () => {
    const g = greenlet(() => 'over');
    g.switch();
    expect(codeOf(() => g.switch())).toBe('GS_DEAD');
    expect(codeOf(() => g.throw())).toBe('GS_DEAD');
    const failed = greenlet(() => {
      throw new Error('why');
    });
    expect(() => failed.switch()).toThrow('why');
    try {
      failed.switch();
    } catch (error) {
      expect((error as Error).cause).toBe(failed.exception);
    }
  });

  it('into oneself is an error, which the body can catch', () => {
    const g: Greenlet = greenlet(function* () {
      return codeOf(() => g.switch());
    });
    expect(g.switch()).toBe('GS_SELF_SWITCH');
    expect(codeOf(() => main.switch())).toBe('GS_SELF_SWITCH');
  });

  it('from main into something that parks says what to write instead; the greenlet goes on', async () => {
    const g = greenlet(function* () {
      yield sleep(1);
      return 'later';
    });
    expect(codeOf(() => g.switch())).toBe('GS_MAIN_BLOCKED');
    expect(g.dead).toBe(false);
    expect(await g).toBe('later');
  });

  it('to main is an error when main is not in a switch', async () => {
    const code = await run(function* () {
      return codeOf(() => main.switch('?'));
    });
    expect(code).toBe('GS_MAIN_NOT_WAITING');
  });

  it('from a plain body is a barrier', () => {
    const other = greenlet(() => 1);
    const g = greenlet(() => codeOf(() => other.switch()));
    expect(g.switch()).toBe('GS_BARRIER');
  });

  it('to a greenlet of another copy of the library says so', () => {
    const foreign = { [Symbol.for('greenspool.Greenlet')]: true };
    const g = greenlet(() => 1);
    expect(
      codeOf(() => {
        g.parent = foreign as unknown as Greenlet;
      }),
    ).toBe('GS_OTHER_RUNTIME');
    expect(codeOf(() => Object.getPrototypeOf(g).switch.call(foreign))).toBe('GS_OTHER_RUNTIME');
  });

  it('across threads is impossible: a greenlet cannot be sent', () => {
    const refused = expect.objectContaining({ name: 'DataCloneError', message: expect.stringContaining('its thread') });
    const g = greenlet(() => 1);
    expect(() => structuredClone(g)).toThrow(refused);
    g.switch();
    g.name = 'named';
    expect(() => new MessageChannel().port1.postMessage({ g })).toThrow(refused);
  });

  it('is not looking at one: nothing that is enumerable throws', async () => {
    const parked = spawn(function* () {
      yield sleep(1);
    });
    const awaiting = spawn(async () => await sleep(1));
    await sleep(0);
    for (const g of [greenlet(() => 1), parked, awaiting, getCurrent()]) {
      expect(inspect(g, { getters: true, depth: 9 })).not.toContain('Inspection threw');
      expect(() => look(g)).not.toThrow();
      expect({ g }).toEqual({ g });
      expect(() => expect({ g }).toEqual({ g: 1 })).toThrow(/expected .* to deeply equal/);
    }
    await joinAll([parked, awaiting]);
  });
});

/** As tools do that compare or print anything: every enumerable property of everything that can be reached. */
function look(value: unknown, seen = new Set<unknown>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const key in value) look((value as Record<string, unknown>)[key], seen);
}

describe('starting', () => {
  it('twice is an error', async () => {
    const g = spawn(() => 1);
    expect(codeOf(() => g.start())).toBe('GS_STARTED');
    await g;
    expect(codeOf(() => g.start())).toBe('GS_STARTED');
    const h = greenlet(() => 1);
    h.switch();
    expect(codeOf(() => h.start())).toBe('GS_STARTED');
  });
});

describe('a blocking call whose result was not yielded', () => {
  it.each<[string, () => Generator]>([
    [
      'and another blocking call after it',
      function* () {
        sleep(1000);
        yield sleep(0);
      },
    ],
    [
      'and a switch after it',
      function* () {
        sleep(1000);
        yield greenlet(() => 1).switch();
      },
    ],
    [
      'and the end of the body after it',
      function* () {
        sleep(1000);
      },
    ],
    [
      'and another value yielded after it',
      function* () {
        sleep(1000);
        yield 7;
      },
    ],
  ])('is an error: %s', async (_, body) => {
    expect(await codeOfAsync(() => spawn(body))).toBe('GS_NOT_YIELDED');
  });

  it('keeps the error that the body threw as its cause', async () => {
    const g = spawn(function* () {
      sleep(1000);
      throw new Error('mine');
    });
    await g.join();
    expect((g.exception as Error & { cause: Error }).cause.message).toBe('mine');
    expect(g.exception).toBeInstanceOf(BarrierError);
  });

  it('can be caught, and the body goes on', async () => {
    const g = run(function* () {
      try {
        sleep(1000);
        yield sleep(0);
      } catch (error) {
        yield sleep(0);
        return (error as GreenspoolError).code;
      }
      return 'no error';
    });
    expect(await g).toBe('GS_NOT_YIELDED');
  });

  it('runs the finally blocks of generators that it had left', async () => {
    const seen: string[] = [];
    function* helper() {
      try {
        yield sleep(1000);
      } finally {
        seen.push('helper');
      }
    }
    const g = spawn(function* () {
      const it = helper();
      it.next(); // drives it by hand: its token is lost
      yield 5;
    });
    expect(await codeOfAsync(() => g)).toBe('GS_NOT_YIELDED');
  });

  it('may be returned: the caller gets what it ends with', async () => {
    const g = run(function* () {
      return waitFor(Promise.resolve('tail'));
    });
    expect(await g).toBe('tail');
  });
});

describe('yield', () => {
  it.each([7, 'x', null, undefined, {}, [], Symbol.iterator])('of %s is an error at the yield', async (value) => {
    const g = run(function* () {
      try {
        yield value;
      } catch (error) {
        return (error as GreenspoolError).code;
      }
      return 'no error';
    });
    expect(await g).toBe('GS_BAD_YIELD');
  });

  it('of a promise or a greenlet waits for it', async () => {
    const g = run(function* (): Generator<unknown, unknown[], unknown> {
      const ok = yield Promise.resolve(1);
      const child = yield spawn(() => 2);
      let error: unknown;
      try {
        yield Promise.reject(new Error('3'));
      } catch (caught) {
        error = (caught as Error).message;
      }
      return [ok, child, error];
    });
    expect(await g).toEqual([1, 2, '3']);
  });
});

describe('plain bodies', () => {
  it('cannot block, and the error says how to', async () => {
    expect(await codeOfAsync(() => spawn(() => sleep(1)))).toBe('GS_BARRIER');
    expect(await codeOfAsync(() => spawn(() => waitFor(Promise.resolve())))).toBe('GS_BARRIER');
    expect(await codeOfAsync(() => spawn(() => joinAll([spawn(() => 1)])))).toBe('GS_BARRIER');
  });
});

describe('callbacks', () => {
  it('of a trace cannot block or switch', () => {
    const codes: string[] = [];
    const other = greenlet(() => 1);
    setTrace(() => {
      codes.push(
        codeOf(() => sleep(1)),
        codeOf(() => other.switch()),
      );
    });
    greenlet(() => 1).switch();
    setTrace(null);
    expect(new Set(codes)).toEqual(new Set(['GS_BLOCKING_IN_CALLBACK']));
    expect(other.started).toBe(false);
  });

  it('of a spawn cannot block or switch, and what it throws is reported', () => {
    const codes: string[] = [];
    const reported: unknown[] = [];
    const before = onError((error) => reported.push((error as Error).message));
    const other = greenlet(() => 1);
    const callback = () => {
      codes.push(
        codeOf(() => sleep(1)),
        codeOf(() => other.switch()),
      );
      throw new Error('in the callback');
    };
    Greenlet.addSpawnCallback(callback);
    spawn(() => 1);
    Greenlet.removeSpawnCallback(callback);
    onError(before);
    expect(codes).toEqual(['GS_BLOCKING_IN_CALLBACK', 'GS_BLOCKING_IN_CALLBACK']);
    expect(reported).toEqual(['in the callback']);
  });
});

describe('arguments', () => {
  it.each([-1, Number.NaN, '5', null, {}])('%s is no duration', async (value) => {
    const ms = value as number;
    expect(codeOf(() => sleep(ms))).toBe('GS_BAD_ARGUMENT');
    expect(codeOf(() => spawnLater(ms, () => 1))).toBe('GS_BAD_ARGUMENT');
    const g = spawn(() => 1);
    for (const call of [() => g.join(ms), () => g.get({ timeout: ms }), () => joinAll([g], { timeout: ms })]) {
      expect(codeOf(call)).toBe('GS_BAD_ARGUMENT');
    }
    await g;
  });

  it.each([5, 'x', null, undefined, {}, () => 1])('waitFor(%s) is no promise', (value) => {
    expect(codeOf(() => waitFor(value as unknown as Promise<void>))).toBe('GS_BAD_ARGUMENT');
  });

  it.each([undefined, 5, [5], [null]])('joinAll(%s) is no list of greenlets', (value) => {
    expect(codeOf(() => joinAll(value as unknown as Greenlet[]))).toBe('GS_BAD_ARGUMENT');
  });

  it.each([-1, 0.5, Number.NaN])('joinAll cannot count to %s', (count) => {
    expect(codeOf(() => joinAll([], { count }))).toBe('GS_BAD_ARGUMENT');
  });
});
