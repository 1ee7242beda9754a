/** Many jobs: results in order, so many at a time, the first failure stops the others. */
import { sleep, spawn } from 'greenspool';
import { ThreadPool, threadFunction } from 'greenspool/threads';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { bodyOf, kinds, start } from '../helpers/bodies.ts';

const named = (name: string) => threadFunction(new URL('./work.mjs', import.meta.url), name);
const square = named('square');
const pool = new ThreadPool({ size: 2 });

afterEach(() => expect([pool.running, pool.waiting]).toEqual([0, 0]));
afterAll(() => pool.close());

describe('map', () => {
  it.each(kinds)('gives the results in the order of the items, in a %s body', async (kind) => {
    const body = await bodyOf(kind, 'return CALL(env.pool.map(env.square, [1, 2, 3, 4, 5]))');
    expect(await start(kind, body, { pool, square })).toEqual([1, 4, 9, 16, 25]);
  });

  it('keeps the order when the first is the slowest', async () => {
    const slowFirst = async (ms: number) => {
      await new Promise((done) => setTimeout(done, ms));
      return ms;
    };
    expect(await pool.map(slowFirst, [30, 1, 2, 0])).toEqual([30, 1, 2, 0]);
  });

  it('takes items one by one, of anything that can be iterated over', async () => {
    const taken: number[] = [];
    async function* items() {
      for (let n = 1; n <= 4; n++) {
        taken.push(n);
        expect(pool.running + pool.waiting).toBeLessThanOrEqual(1);
        yield n;
      }
    }
    expect(await pool.map(square, items(), { concurrency: 1 })).toEqual([1, 4, 9, 16]);
    expect(taken).toEqual([1, 2, 3, 4]);
    expect(await pool.map(square, new Set<number>())).toEqual([]);
  });

  it('throws the first failure at once, and stops what runs', async () => {
    const counter = new Int32Array(new SharedArrayBuffer(8));
    const failing = (cells: Int32Array, n: number) => {
      if (n === 0) for (;;) Atomics.add(cells, 0, 1);
      while (Atomics.load(cells, 0) === 0); // the first one runs
      throw new Error(`item ${n}`);
    };
    const one = new Function('[cells, n]', `return (${failing})(cells, n)`) as (item: unknown) => unknown;
    const items = [0, 1, 2, 3].map((n) => [counter, n]);
    await expect(pool.map(one, items)).rejects.toThrow('item 1');
    expect([pool.running, pool.waiting]).toEqual([0, 0]);
    for (let before = -1; before !== counter[0]; await sleep(5)) before = counter[0] as number;
  });

  it('stops what runs when whoever waits is killed', async () => {
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const g = spawn(function* () {
      yield pool.map(named('spin'), [counter, counter]);
    });
    while (counter[0] === 0) await sleep(1);
    await g.kill();
    expect(pool.running).toBe(0);
    for (let before = -1; before !== counter[0]; await sleep(5)) before = counter[0] as number;
  });

  it('shows in the stack who has asked', async () => {
    async function asking() {
      return await pool.map(named('fail'), ['custom']);
    }
    const error = await asking().catch((failure: Error) => failure);
    expect((error as Error).stack).toMatch(/at fail .*\n +at async a thread \(fail\)\n +at asking/);
  });
});

describe('imap', () => {
  it('gives results as they are asked for, in order or as they come', async () => {
    const ordered: unknown[] = [];
    for await (const n of pool.imap(square, [1, 2, 3], { maxSize: 2 })) ordered.push(n);
    expect(ordered).toEqual([1, 4, 9]);
    const unordered: unknown[] = [];
    for await (const n of pool.imapUnordered(square, [1, 2, 3])) unordered.push(n);
    expect(unordered.sort()).toEqual([1, 4, 9]);
  });

  it('ends with the failure of an item, in its place', async () => {
    const flow = pool.imap((n: number) => (n === 2 ? JSON.parse('{') : n), [1, 2, 3]);
    expect(await flow.next()).toEqual({ value: 1, done: false });
    await expect(flow.next()).rejects.toThrow(SyntaxError);
    expect((await flow.next()).done).toBe(true);
    await pool.join();
  });
});
