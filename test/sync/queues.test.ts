/** Queues and channels: loops over them, shutdown, priorities, bad arguments. */
import {
  Channel,
  LifoQueue,
  PriorityQueue,
  Queue,
  QueueEmpty,
  QueueFull,
  QueueShutdown,
  sleep,
  spawn,
} from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, kinds, settle, start } from '../helpers/bodies.ts';
import { codeOf, codeOfAsync } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

const all = { Queue, LifoQueue, PriorityQueue };

describe('a loop over a queue', () => {
  const loopText =
    'for (const item of env.queue) { if (item === env.stop) break; env.log.push(item); } return "ended";';

  it('waits for each item in compiled code, and ends at the shutdown when it is empty', async () => {
    const queue = new Queue<number>(1);
    const log: number[] = [];
    const reader = spawn(await bodyOf('compiled', loopText), { queue, log });
    spawn(function* () {
      for (let i = 0; i < 5; i++) {
        yield queue.put(i);
        if (i % 2 === 0) yield sleep(1);
      }
      queue.shutdown();
    });
    loop.advance(3);
    expect([log, reader.value]).toEqual([[0, 1, 2, 3, 4], 'ended']);
  });

  it('can be left early, and the rest stays', async () => {
    const queue = new Queue<number>(0, { items: [1, 2, 3, 4] });
    const log: number[] = [];
    const reader = spawn(await bodyOf('compiled', loopText), { queue, log, stop: 3 });
    loop.flush();
    expect([log, reader.value, queue.size]).toEqual([[1, 2], 'ended', 1]);
  });

  it('can be killed while it waits, and loses nothing', async () => {
    const queue = new Queue<number>();
    const log: number[] = [];
    const reader = spawn(await bodyOf('compiled', loopText), { queue, log });
    loop.flush();
    queue.put(1);
    reader.kill(undefined, { block: false });
    loop.flush();
    expect([reader.dead, log, queue.size]).toEqual([true, [], 1]);
  });

  it('is shared by several readers: each item goes to one of them', async () => {
    const queue = new Queue<number>();
    const log: number[] = [];
    const body = await bodyOf('compiled', loopText);
    const readers = [1, 2, 3].map(() => spawn(body, { queue, log }));
    loop.flush();
    for (let i = 0; i < 10; i++) queue.put(i);
    queue.shutdown();
    loop.flush();
    expect(log.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(readers.map((g) => g.value)).toEqual(['ended', 'ended', 'ended']);
  });

  it('works in generators that were compiled, as the source has it', async () => {
    const queue = new Queue<number>(0, { items: [1] });
    const log: number[] = [];
    const body = await bodyOf('compiled', `function* all() { ${loopText} } for (const x of all()) log.push(x);`);
    const reader = spawn(body, { queue, log });
    loop.flush();
    queue.put(2);
    queue.shutdown();
    loop.flush();
    expect([reader.successful(), log]).toEqual([true, [1, 2]]);
  });

  it.each(['main', 'async'] as const)('is for await in %s', async (kind) => {
    const queue = new Queue<number>(1);
    const log: number[] = [];
    const body = await bodyOf(kind, 'for await (const item of env.queue) env.log.push(item); env.log.push("ended");');
    if (kind === 'main') body({ queue, log });
    else spawn(body, { queue, log });
    spawn(function* () {
      for (let i = 0; i < 3; i++) yield queue.put(i);
      queue.shutdown();
    });
    await settle(loop);
    expect(log).toEqual([0, 1, 2, 'ended']);
  });

  it.each(['main', 'async'] as const)('with a plain for...of in %s is an error that says so', async (kind) => {
    const queue = new Queue<number>(0, { items: [1] });
    const body = await bodyOf(kind, 'for (const item of env.queue) return item;');
    const code = codeOfAsync(() => start(kind, body, { queue }).then());
    await settle(loop);
    expect(await code).toBe('GS_BARRIER');
    expect(queue.size).toBe(1);
  });

  it('in a generator body that was not compiled is an error, and the greenlet is in no line afterwards', async () => {
    const queue = new Queue<number>();
    const body = await bodyOf('generator', 'for (const item of env.queue) return item;');
    const g = spawn(body, { queue });
    const code = codeOfAsync(() => g.then());
    await settle(loop);
    expect(await code).toBe('GS_NOT_YIELDED');
    queue.put(1);
    expect(queue.size).toBe(1);
  });

  it('over a channel ends when it is closed', async () => {
    const channel = new Channel<number>();
    const log: number[] = [];
    const reader = spawn(await bodyOf('compiled', loopText), { queue: channel, log });
    spawn(function* () {
      for (let i = 0; i < 3; i++) yield channel.put(i);
      channel.close();
    });
    loop.flush();
    expect([log, reader.value, channel.closed]).toEqual([[0, 1, 2], 'ended', true]);
  });
});

describe('shutdown', () => {
  it('lets what is in the queue be got, tells everybody who waits, and may be repeated', async () => {
    const queue = new Queue<number>(1, { items: [1] });
    const putter = spawn(function* () {
      yield queue.put(2);
    });
    const putterCode = codeOfAsync(() => putter.then());
    loop.flush();
    queue.shutdown();
    queue.shutdown();
    await settle(loop);
    expect(await putterCode).toBe('GS_QUEUE_SHUTDOWN');
    expect([queue.getNowait(), queue.size]).toEqual([1, 0]);
    await expect(queue.get()).rejects.toBeInstanceOf(QueueShutdown);
    await expect(queue.put(1)).rejects.toBeInstanceOf(QueueShutdown);
  });

  it('at once gives up what is in it, and what was given up counts as done', async () => {
    const queue = new Queue<number>(0, { items: [1, 2, 3] });
    const joiner = spawn(function* () {
      return yield queue.join();
    });
    queue.getNowait();
    loop.flush();
    queue.shutdown({ immediate: true });
    expect([queue.size, queue.unfinished]).toEqual([0, 1]);
    loop.flush();
    expect(joiner.dead).toBe(false); // one was got and is not done
    queue.taskDone();
    loop.flush();
    expect(joiner.value).toBe(true);
  });

  it('of a channel is close: nobody waits for ever', async () => {
    const channel = new Channel<number>();
    const putter = spawn(function* () {
      yield channel.put(1);
    });
    const code = codeOfAsync(() => putter.then());
    loop.flush();
    channel.close();
    await settle(loop);
    expect([await code, channel.size]).toEqual(['GS_CHANNEL_CLOSED', 0]);
  });
});

describe('a priority queue', () => {
  it('gives equal items out in the order they were put', async () => {
    const queue = new PriorityQueue<[number, string]>(0, { compare: ([a], [b]) => a - b });
    const words = 'c2 a1 c1 b1 a2 b2 a3 c3'.split(' ');
    for (const word of words) queue.putNowait([word.charCodeAt(0), word]);
    const got: string[] = [];
    while (!queue.empty()) got.push(queue.getNowait()[1]);
    expect(got.join(' ')).toBe('a1 a2 a3 b1 b2 c2 c1 c3');
  });

  it('compares numbers, strings and dates by itself', async () => {
    for (const items of [
      [3, 1, 2],
      ['pear', 'apple', 'fig'],
      [new Date(3), new Date(1)],
    ]) {
      const queue = new PriorityQueue<unknown>(0, { items });
      const got: unknown[] = [];
      while (!queue.empty()) got.push(queue.getNowait());
      expect(got).toEqual([...items].sort((a, b) => (a < b ? -1 : 1)));
    }
  });

  it('is as it was when the comparison throws, at every place', async () => {
    for (let failAt = 1; failAt <= 12; failAt++) {
      let nCompared = Number.NEGATIVE_INFINITY;
      const compare = (a: number, b: number) => {
        if (++nCompared === failAt) throw new RangeError('cannot compare');
        return a - b;
      };
      const queue = new PriorityQueue<number>(0, { compare, items: [5, 3, 8, 1, 9, 2, 7] });
      nCompared = 0;
      expect(codeOf(() => queue.putNowait(0))).toMatch(/cannot compare|no error/);
      expect(codeOf(() => queue.getNowait())).toMatch(/cannot compare|no error/);
      nCompared = Number.NEGATIVE_INFINITY;
      const got: number[] = [];
      while (!queue.empty()) got.push(queue.getNowait());
      expect(got).toEqual([...got].sort((a, b) => a - b));
      expect(got.slice(-6)).toEqual([2, 3, 5, 7, 8, 9]);
      expect(queue.unfinished - got.length).toBeLessThanOrEqual(1);
    }
  });

  it('tells the putter whose item cannot be compared, not who happens to get', async () => {
    const compare = (a: number, b: number) => {
      if (a < 0 || b < 0) throw new RangeError('negative');
      return a - b;
    };
    const queue = new PriorityQueue<number>(2, { compare, items: [1, 2] });
    const log: unknown[] = [];
    for (const item of [-1, 3]) {
      spawn(function* () {
        try {
          yield queue.put(item);
          log.push(`put ${item}`);
        } catch (error) {
          log.push((error as Error).message);
        }
      });
    }
    loop.flush();
    expect(queue.getNowait()).toBe(1);
    loop.flush();
    expect(log).toEqual(['negative', 'put 3']);
    expect(queue.size).toBe(2);
  });

  it('calls a comparison off that blocks', async () => {
    const compare = await bodyOf('compiled', 'env.sleep(1); return 0;');
    const body = await bodyOf('compiled', 'env.queue.put({ sleep: env.sleep }); return 1;');
    const queue = new PriorityQueue<object>(0, { compare, items: [{ sleep }] });
    const g = spawn(body, { queue, sleep });
    const code = codeOfAsync(() => g.then());
    await settle(loop, 2);
    expect([await code, queue.size]).toEqual(['GS_BARRIER', 1]);
  });

  it('needs a function to compare', () => {
    expect(codeOf(() => new PriorityQueue(0, { compare: 1 as unknown as () => number }))).toBe('GS_NOT_A_FUNCTION');
  });
});

describe.each(Object.entries(all))('%s', (_, Kind) => {
  it.each([-1, 0.5, Number.NaN, '3' as unknown as number, null as unknown as number])(
    'refuses the size %s',
    (maxSize) => {
      expect(codeOf(() => new Kind(maxSize))).toBe('GS_BAD_ARGUMENT');
    },
  );

  it('is unbounded with the size 0, Infinity or none', () => {
    for (const queue of [new Kind(), new Kind(0), new Kind(Number.POSITIVE_INFINITY)]) {
      for (let i = 0; i < 1000; i++) queue.putNowait(i);
      expect([queue.size, queue.full(), queue.maxSize]).toEqual([1000, false, 0]);
    }
  });

  it.each([-1, Number.NaN, '1' as unknown as number])('refuses the timeout %s in each call', (timeout) => {
    const queue = new Kind<number>(1);
    expect(codeOf(() => queue.get({ timeout }))).toBe('GS_BAD_ARGUMENT');
    expect(codeOf(() => queue.put(1, { timeout }))).toBe('GS_BAD_ARGUMENT');
    expect(codeOf(() => queue.peek({ timeout }))).toBe('GS_BAD_ARGUMENT');
    expect(codeOf(() => queue.join({ timeout }))).toBe('GS_BAD_ARGUMENT');
    expect(queue.size).toBe(0);
  });

  it('has calls that never wait, without yield or await in every body', async () => {
    for (const kind of kinds) {
      const queue = new Kind<number>(1);
      const log: unknown[] = [];
      const body = await bodyOf(
        kind,
        `env.queue.putNowait(1);
        for (const call of [() => env.queue.putNowait(2), () => env.queue.getNowait(), () => env.queue.getNowait()]) {
          try { env.log.push(call()); } catch (error) { env.log.push(error.code); }
        }
        env.queue.shutdown();
        for (const call of [() => env.queue.putNowait(2), () => env.queue.getNowait()]) {
          try { env.log.push(call()); } catch (error) { env.log.push(error.code); }
        }
        env.log.push(new env.Kind(0, { items: [1, 2] }).size);`,
      );
      start(kind, body, { queue, log, Kind });
      await settle(loop);
      const ended = 'GS_QUEUE_SHUTDOWN';
      expect(log).toEqual(['GS_QUEUE_FULL', 1, 'GS_QUEUE_EMPTY', ended, ended, 2]);
    }
  });

  it('does not take more items to begin with than fit', async () => {
    expect(new Kind(3, { items: [1, 2, 3] }).full()).toBe(true);
    expect(codeOf(() => new Kind(1, { items: [1, 2] }))).toBe('GS_QUEUE_FULL');
  });

  it('fails in main with a rejected promise, which can be caught as one', async () => {
    const queue = new Kind<number>(1, { items: [1] });
    await expect(queue.put(2, { timeout: 0 })).rejects.toBeInstanceOf(QueueFull);
    await queue.get();
    await expect(queue.get({ block: false })).rejects.toBeInstanceOf(QueueEmpty);
  });
});
