import { type Greenlet, GreenletExit, joinAll, sleep, spawn, Timeout } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.js';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

const wasKilled = (g: Greenlet<unknown>): boolean => g.value instanceof GreenletExit;

describe('join and get', () => {
  it('end with the end of the greenlet', () => {
    const seen: unknown[] = [];
    const g = spawn(function* () {
      yield sleep(10);
      return 'result';
    });
    spawn(function* () {
      seen.push(yield g.join());
      seen.push(yield g.get());
      seen.push(yield g.join());
    });
    loop.advance(9);
    expect(seen).toEqual([]);
    loop.advance(1);
    expect(seen).toEqual([true, 'result', true]);
  });

  it('time out, and the greenlet goes on', () => {
    const seen: unknown[] = [];
    const g = spawn(function* () {
      yield sleep(100);
      return 'late';
    });
    spawn(function* () {
      seen.push(yield g.join(5));
      try {
        yield g.get({ timeout: 5 });
      } catch (error) {
        seen.push(error instanceof Timeout && error.ms, (error as Timeout).code);
      }
      try {
        yield g.get({ block: false });
      } catch (error) {
        seen.push((error as Timeout).code);
      }
      seen.push(yield g.get({ timeout: 1000 }));
    });
    loop.advance(100);
    expect(seen).toEqual([false, 5, 'GS_TIMEOUT', 'GS_TIMEOUT', 'late']);
  });

  it('get throws the same error object every time', () => {
    const error = new Error('once');
    const g = spawn(() => {
      throw error;
    });
    const caught: unknown[] = [];
    spawn(function* () {
      for (let i = 0; i < 2; i++) {
        try {
          yield g.get();
        } catch (one) {
          caught.push(one);
        }
      }
    });
    loop.flush();
    expect(caught).toEqual([error, error]);
    expect(caught[0]).toBe(caught[1]);
  });

  it('a killed joiner is forgotten', () => {
    const g = spawn(function* () {
      yield sleep(10);
    });
    const joiner = spawn(function* () {
      yield g.join();
    });
    loop.advance(1);
    joiner.kill(undefined, { block: false });
    loop.advance(20);
    expect([wasKilled(joiner), g.dead]).toEqual([true, true]);
  });
});

describe('joinAll', () => {
  const endsAfter = (ms: number, value: unknown) =>
    spawn(function* () {
      yield sleep(ms);
      if (value instanceof Error) throw value;
      return value;
    });
  const inside = (list: () => Greenlet[], options?: Parameters<typeof joinAll>[1]) =>
    spawn(function* (): Generator<unknown, unknown[], Greenlet[]> {
      return (yield joinAll(list(), options)).map((g) => g.value ?? (g.exception as Error).message);
    });

  it('returns the greenlets in the order in which they ended', () => {
    const g = inside(() => [endsAfter(3, 'c'), endsAfter(1, 'a'), endsAfter(2, 'b')]);
    loop.advance(3);
    expect(g.value).toEqual(['a', 'b', 'c']);
  });

  it('of nothing, or of dead ones only, returns at once', () => {
    const dead = endsAfter(0, 'x');
    loop.flush();
    const g = inside(() => []);
    const h = inside(() => [dead]);
    loop.flush();
    expect([g.value, h.value]).toEqual([[], ['x']]);
  });

  it('stops at count, and at the timeout', () => {
    const g = inside(() => [endsAfter(3, 'c'), endsAfter(1, 'a'), endsAfter(2, 'b')], { count: 2 });
    const h = inside(() => [endsAfter(3, 'c'), endsAfter(1, 'a')], { timeout: 2 });
    const none = inside(() => [endsAfter(3, 'c')], { count: 0 });
    loop.advance(2.5);
    expect([g.value, h.value, none.value]).toEqual([['a', 'b'], ['a'], []]);
    loop.advance(1);
  });

  it('raises the first failure if wanted, otherwise lists it', () => {
    const fail = new Error('first');
    const g = inside(() => [endsAfter(3, 'c'), endsAfter(1, fail)], { raiseErrors: true });
    const h = inside(() => [endsAfter(3, 'c'), endsAfter(1, fail)]);
    const late = inside(
      () => {
        const dead = endsAfter(0, fail);
        dead.link(() => undefined);
        return [dead, endsAfter(1, 'x')];
      },
      { raiseErrors: true },
    );
    void g.join();
    void late.join();
    loop.advance(3);
    expect(g.exception).toBe(fail);
    expect(h.value).toEqual(['first', 'c']);
    expect(late.exception).toBe(fail);
  });
});
