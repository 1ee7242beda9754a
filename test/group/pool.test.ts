import fc from 'fast-check';
import { Greenlet, Pool, sleep, spawn } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, kinds, settle, start } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

function* endsAfter(ms: number, result?: unknown): Generator<unknown, unknown> {
  yield sleep(ms);
  return result;
}

async function play(kind: (typeof kinds)[number], text: string, env: object, ms: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  const started = start(kind, await bodyOf(kind, text), env) as PromiseLike<unknown>;
  void started.then(
    (value) => seen.push(value),
    (error) => seen.push((error as { code?: string }).code ?? error),
  );
  await settle(loop, ms);
  return seen;
}

describe.each(kinds)('a pool in a %s body', (kind) => {
  it('start waits for room', async () => {
    const env = { pool: new Pool(1), Greenlet, endsAfter, log: [] as unknown[] };
    const text = `
      CALL(env.pool.start(new env.Greenlet(env.endsAfter, [3])));
      env.log.push(env.pool.freeCount);
      CALL(env.pool.start(new env.Greenlet(env.endsAfter, [3])));
      env.log.push('second');`;
    const seen = play(kind, text, env, 2);
    await seen;
    expect(env.log).toEqual([0]);
    await settle(loop, 2);
    expect(env.log).toEqual([0, 'second']);
  });

  it('a full one is a PoolFull when it may not wait, or not so long', async () => {
    const env = { pool: new Pool(1), Greenlet, endsAfter };
    env.pool.spawn(endsAfter, 50);
    const attempt = (options: string) => `
      try { CALL(env.pool.start(new env.Greenlet(env.endsAfter, [1]), ${options})) } catch (error) { codes.push(error.code, error.name) }`;
    const text = `const codes = []; ${attempt('{ block: false }')} ${attempt('{ timeout: 0 }')} ${attempt('{ timeout: 2 }')} return codes`;
    expect(await play(kind, text, env, 3)).toEqual([Array(3).fill(['GS_POOL_FULL', 'PoolFull']).flat()]);
    expect(env.pool.size).toBe(1);
  });

  it('waitAvailable waits for room and takes none', async () => {
    const pool = new Pool(1);
    pool.spawn(endsAfter, 3);
    const text = 'return [CALL(env.pool.waitAvailable(1)), CALL(env.pool.waitAvailable()), env.pool.freeCount]';
    expect(await play(kind, text, { pool }, 4)).toEqual([[0, 1, 1]]);
  });

  it('map never runs more than its size', async () => {
    const counts = { now: 0, most: 0 };
    const fn = function* (n: number): Generator<unknown, number> {
      counts.most = Math.max(counts.most, ++counts.now);
      yield sleep(n);
      counts.now--;
      return n;
    };
    const text = 'return CALL(env.pool.map(env.fn, [3, 1, 2, 1, 1]))';
    expect(await play(kind, text, { pool: new Pool(2), fn }, 6)).toEqual([[3, 1, 2, 1, 1]]);
    expect(counts).toEqual({ now: 0, most: 2 });
  });
});

describe('pool.spawn', () => {
  it('blocks a generator while the pool is full, and ends with the greenlet', () => {
    const pool = new Pool(1);
    const log: unknown[] = [];
    spawn(function* () {
      const a: Greenlet = yield pool.spawn(endsAfter, 3, 'a');
      log.push(a.dead, pool.full());
      const b: Greenlet = yield pool.spawn(endsAfter, 3, 'b');
      log.push(a.value, b.dead, b instanceof Greenlet);
    });
    loop.advance(2);
    expect(log).toEqual([false, true]);
    loop.advance(1);
    expect(log).toEqual([false, true, 'a', false, true]);
    loop.advance(5);
  });

  it('outside greenlets gives the greenlet at once, which starts when there is room', () => {
    const pool = new Pool(1);
    const [a, b] = [pool.spawn(endsAfter, 3, 'a'), pool.spawn(endsAfter, 3, 'b')] as [Greenlet, Greenlet];
    loop.advance(2);
    expect([a.started, b.started, pool.size]).toEqual([true, false, 1]);
    loop.advance(5);
    expect([a.value, b.value]).toEqual(['a', 'b']);
  });

  it('serves first come, first served, and skips those that were killed while they waited', () => {
    const pool = new Pool(1);
    const order: string[] = [];
    const spawner = (name: string) =>
      spawn(function* () {
        yield pool.spawn(function* () {
          order.push(name);
          yield sleep(1);
        });
      });
    const [, second] = ['first', 'second', 'third', 'fourth'].map(spawner);
    loop.flush();
    second?.kill(undefined, { block: false });
    loop.advance(10);
    expect(order).toEqual(['first', 'third', 'fourth']);
    expect([pool.size, pool.freeCount]).toEqual([0, 1]);
  });

  it('a greenlet that is killed before there is room gives its turn to the next', () => {
    const pool = new Pool(1);
    pool.spawn(endsAfter, 3);
    const [dead, next] = [pool.spawn(endsAfter, 1), pool.spawn(endsAfter, 1, 'next')] as [Greenlet, Greenlet];
    dead.kill(undefined, { block: false });
    loop.advance(5);
    expect([dead.started, next.value, pool.freeCount]).toEqual([true, 'next', 1]);
  });
});

describe('a pool', () => {
  it('apply from a member of a full pool uses the place of that member', () => {
    const pool = new Pool(1);
    const g = spawn(function* () {
      return yield pool.apply(function* () {
        return yield pool.apply(endsAfter, 1, 'inner');
      });
    });
    loop.advance(3);
    expect([g.value, pool.size, pool.freeCount]).toEqual(['inner', 0, 1]);
  });

  it('kill ends those that wait for room, too', () => {
    const pool = new Pool(1);
    const all = [pool.spawn(endsAfter, 5), pool.spawn(endsAfter, 5)] as Greenlet[];
    const killer = spawn(function* () {
      return yield pool.kill();
    });
    loop.advance(1);
    expect([killer.value, ...all.map((g) => g.dead), pool.freeCount]).toEqual([true, true, true, 1]);
  });

  it('refuses a size that is none', () => {
    for (const size of [0, -1, 1.5, Number.NaN, '2' as never])
      expect(codeOf(() => new Pool(size))).toBe('GS_BAD_ARGUMENT');
    expect(new Pool().freeCount).toBe(Number.POSITIVE_INFINITY);
  });

  it('never holds more than its size and loses no place, whatever ends', () => {
    const step = fc.record({ ms: fc.nat(5), kills: fc.option(fc.nat(9)), waits: fc.nat(3) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 12 }), (size, steps) => {
        const pool = new Pool(size);
        let now = 0;
        let most = 0;
        const spawners = steps.map(({ ms, waits }) =>
          spawn(function* () {
            yield sleep(waits);
            yield pool.spawn(function* () {
              most = Math.max(most, ++now);
              try {
                yield sleep(ms);
              } finally {
                now--;
              }
            });
          }),
        );
        for (const { kills } of steps) {
          loop.advance(1);
          if (kills !== null) spawners[kills % spawners.length]?.kill(undefined, { block: false });
        }
        loop.advance(100);
        expect(most).toBeLessThanOrEqual(size);
        expect([now, pool.size, pool.freeCount]).toEqual([0, 0, size]);
      }),
    );
  });
});
