/** First come, first served, and what happens at once: hand-over, broadcast, many waiters. */
import { type Body, Channel, Event, Queue, RLock, Semaphore, sleep, spawn } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

/** Greenlets that each make one call and log their number when it ends. */
function line(n: number, call: (at: number) => unknown, log: number[]): void {
  const body: Body = function* (at: number) {
    yield call(at);
    log.push(at);
  };
  for (let at = 0; at < n; at++) spawn(body, at);
  loop.flush();
}

describe('waiters are served in the order they came', () => {
  it('by a semaphore, one for each release', () => {
    const semaphore = new Semaphore(0);
    const log: number[] = [];
    line(5, () => semaphore.acquire(), log);
    for (let n = 1; n <= 5; n++) {
      semaphore.release();
      loop.flush();
      expect(log.length).toBe(n);
    }
    expect(log).toEqual([0, 1, 2, 3, 4]);
  });

  it('by a lock, a queue and a channel', () => {
    const log: number[] = [];
    const queue = new Queue<number>();
    line(3, () => queue.get(), log);
    for (let i = 0; i < 3; i++) queue.put(i);
    loop.flush();
    const full = new Queue<number>(1, { items: [0] });
    line(3, (at) => full.put(at), log);
    for (let i = 0; i < 3; i++) full.getNowait();
    loop.flush();
    const channel = new Channel<number>();
    line(3, (at) => channel.put(at), log);
    for (let i = 0; i < 3; i++) channel.getNowait();
    loop.flush();
    const lock = new RLock();
    line(3, () => lock.withLock(() => sleep(1)), log);
    loop.advance(3);
    expect(log).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
  });

  it('whatever leaves from the middle of the line', () => {
    const semaphore = new Semaphore(0);
    const log: unknown[] = [];
    const waiters = [1, 2, 3, 4, 5].map((name) =>
      spawn(function* () {
        log.push([name, yield semaphore.acquire(name === 3 ? { timeout: 5 } : {})]);
      }),
    );
    loop.advance(5);
    for (const at of [0, 4]) waiters[at]?.kill(undefined, { block: false });
    for (let i = 0; i < 3; i++) semaphore.release();
    loop.flush();
    expect(log).toEqual([
      [3, false],
      [2, true],
      [4, true],
    ]);
    expect(semaphore.counter).toBe(1);
  });

  it('and a greenlet that releases and acquires again goes to the end of the line', () => {
    const semaphore = new Semaphore(1);
    const log: string[] = [];
    for (const name of ['a', 'b']) {
      spawn(function* () {
        for (let i = 0; i < 3; i++) {
          yield semaphore.acquire();
          log.push(name);
          if (i === 0) yield sleep(0); // until both are in line
          semaphore.release();
        }
      });
    }
    loop.flush();
    expect(log.join('')).toBe('ababab');
  });

  it('items keep their order through a queue of any size', () => {
    for (const size of [0, 1, 2, 7]) {
      const queue = new Queue<number>(size);
      const got: number[] = [];
      spawn(function* () {
        for (let i = 0; i < 100; i++) yield queue.put(i);
      });
      spawn(function* () {
        for (let i = 0; i < 100; i++) {
          got.push(yield queue.get());
          if (size > 0) expect(queue.size).toBeLessThanOrEqual(size);
        }
      });
      loop.flush();
      expect(got).toEqual(Array.from({ length: 100 }, (_, i) => i));
    }
  });

  it('a queue that grows large and is emptied again keeps them as well', () => {
    const queue = new Queue<number>();
    let next = 0;
    let expected = 0;
    for (const [nPut, nGot] of [
      [5, 3],
      [20, 10],
      [10_000, 10_012],
      [9, 9],
    ] as const) {
      for (let i = 0; i < nPut; i++) queue.putNowait(next++);
      spawn(function* () {
        for (let i = 0; i < nGot; i++) expect(yield queue.get()).toBe(expected++);
      });
      loop.flush();
    }
    expect([expected, queue.size]).toEqual([10_034, 0]);
  });
});

describe('an event', () => {
  it('wakes everybody who was parked at set, though clear follows, and nobody who comes later', () => {
    const event = new Event();
    const log: number[] = [];
    line(3, () => event.wait(), log);
    event.set();
    event.clear();
    line(2, () => event.wait(), log);
    expect(log).toEqual([0, 1, 2]);
    event.set();
    event.set();
    loop.flush();
    expect(log).toEqual([0, 1, 2, 0, 1]);
  });

  it('wakes a hundred thousand in the order they came', () => {
    const event = new Event();
    const log: number[] = [];
    line(100_000, () => event.wait(), log);
    event.set();
    loop.flush();
    expect(log.length).toBe(100_000);
    expect(log.every((at, i) => at === i)).toBe(true);
  });
});

describe('a peek', () => {
  it('is shown the item that is handed to a getter, and takes nothing', () => {
    const queue = new Queue<string>();
    const log: [string, unknown][] = [];
    for (const call of ['peek', 'get', 'peek'] as const) {
      spawn(function* () {
        log.push([call, yield queue[call]()]);
      });
    }
    loop.flush();
    queue.put('item');
    loop.flush();
    expect(log).toContainEqual(['get', 'item']);
    expect(log.filter(([call]) => call === 'peek')).toEqual([
      ['peek', 'item'],
      ['peek', 'item'],
    ]);
    expect(queue.size).toBe(0);
  });

  it('of a channel is shown what a putter brings, and ends no put', () => {
    const channel = new Channel<string>();
    const log: unknown[] = [];
    const body = function* (name: string, call: () => unknown) {
      log.push([name, yield call()]);
    };
    spawn(body, 'peek', () => channel.peek());
    loop.flush();
    spawn(body, 'put', () => channel.put('item'));
    loop.flush();
    expect(log).toEqual([['peek', 'item']]);
    spawn(body, 'peek', () => channel.peek());
    spawn(body, 'get', () => channel.get());
    loop.flush();
    expect(log.slice(1)).toEqual([
      ['peek', 'item'],
      ['get', 'item'],
      ['put', undefined],
    ]);
  });
});
