/**
 * A kill at every park of sync/, before and after the waiter was woken: nothing it waited for, or was handed, is lost, and the
 * next one in line gets it.
 */
import {
  AsyncResult,
  BoundedSemaphore,
  Channel,
  Event,
  type Greenlet,
  LifoQueue,
  PriorityQueue,
  Queue,
  RLock,
  Semaphore,
  sleep,
  spawn,
} from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, greenletKinds, settle } from '../helpers/bodies.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

interface Case {
  name: string;
  /** `wake` is what ends the wait of the first in line, `check` what must be true when nobody waits any more. */
  make: () => { thing: object; wake: () => void; check?: () => void };
  call: string;
  /** What the next one in line ends with, once; `undefined` if one wake is for all. */
  isForAll?: boolean;
}

const cases: Case[] = [
  {
    name: 'Event.wait',
    make: () => {
      const thing = new Event();
      return { thing, wake: () => thing.set() };
    },
    call: 'wait()',
    isForAll: true,
  },
  {
    name: 'AsyncResult.get',
    make: () => {
      const thing = new AsyncResult();
      return { thing, wake: () => thing.set(1) };
    },
    call: 'get()',
    isForAll: true,
  },
  {
    name: 'AsyncResult.wait',
    make: () => {
      const thing = new AsyncResult();
      return { thing, wake: () => thing.setException(new Error('for nobody')) };
    },
    call: 'wait()',
    isForAll: true,
  },
  ...['acquire()', 'hold()', 'withLock(() => 1)'].flatMap((call) => [
    {
      name: `Semaphore.${call}`,
      make: () => {
        const thing = new Semaphore(0);
        return { thing, wake: () => void thing.release() };
      },
      call,
    },
    {
      name: `BoundedSemaphore.${call}`,
      make: () => {
        const thing = new BoundedSemaphore(1);
        thing.acquire();
        return { thing, wake: () => void thing.release() };
      },
      call,
    },
    {
      name: `RLock.${call}`,
      make: () => {
        const thing = new RLock();
        thing.acquire();
        return { thing, wake: () => thing.release() };
      },
      call,
    },
  ]),
  {
    name: 'Queue.get',
    make: () => {
      const thing = new Queue();
      return { thing, wake: () => thing.putNowait('item') };
    },
    call: 'get()',
  },
  {
    name: 'Queue.peek',
    make: () => {
      const thing = new Queue();
      return { thing, wake: () => thing.putNowait('item'), check: () => expect(thing.size).toBe(1) };
    },
    call: 'peek()',
    isForAll: true,
  },
  {
    name: 'Queue.put',
    make: () => {
      const thing = new Queue(1, { items: ['first'] });
      return { thing, wake: () => thing.getNowait() };
    },
    call: "put('item')",
  },
  {
    name: 'Queue.join',
    make: () => {
      const thing = new Queue(1, { items: ['first'] });
      return { thing, wake: () => thing.taskDone() };
    },
    call: 'join()',
    isForAll: true,
  },
  {
    name: 'Channel.get',
    make: () => {
      const thing = new Channel();
      return { thing, wake: () => thing.putNowait('item') };
    },
    call: 'get()',
  },
  {
    name: 'Channel.put',
    make: () => {
      const thing = new Channel();
      return { thing, wake: () => thing.getNowait() };
    },
    call: "put('item')",
  },
];

/** Two in line, who log their name when they have been served. */
async function lineOf(kind: (typeof greenletKinds)[number], thing: object, call: string, log: string[]) {
  const text = `CALL(env.thing.${call}); env.log.push(env.name);`;
  const body = await bodyOf(kind, text);
  const line: Greenlet[] = ['first', 'second'].map((name) => spawn(body, { thing, log, name }));
  await settle(loop);
  return line as [Greenlet, Greenlet];
}

describe.each(greenletKinds)('a greenlet of kind %s that is killed', (kind) => {
  it.each(cases)('before it is woken from $name is out of the line', async ({ make, call }) => {
    const log: string[] = [];
    const { thing, wake, check } = make();
    const [first, second] = await lineOf(kind, thing, call, log);
    first.kill(undefined, { block: false });
    wake();
    await settle(loop);
    expect(log).toEqual(['second']);
    expect([first.dead, second.dead]).toEqual([true, true]);
    check?.();
  });

  it.each(cases)(
    'after it was woken from $name hands on what it was to get',
    async ({ name, make, call, isForAll }) => {
      const log: string[] = [];
      const { thing, wake, check } = make();
      const [first, second] = await lineOf(kind, thing, call, log);
      wake();
      first.kill(undefined, { block: false });
      await settle(loop);
      // a put that was let in has happened, whatever becomes of its greenlet; so the second one still waits for room
      const isPut = name.endsWith('.put');
      expect(log).toEqual(isPut && isForAll === undefined ? [] : ['second']);
      expect([first.dead, second.dead]).toEqual([true, !isPut]);
      if (isPut) wake();
      await settle(loop);
      expect(log).toEqual(['second']);
      check?.();
    },
  );

  it.each(cases)('in $name leaves nobody waiting when all are killed', async ({ make, call }) => {
    const log: string[] = [];
    const { thing, wake } = make();
    const line = await lineOf(kind, thing, call, log);
    wake();
    for (const g of line) g.kill(undefined, { block: false });
    await settle(loop);
    expect(line.every((g) => g.dead)).toBe(true);
    expect(log).toEqual([]);
  });

  it('inside withLock gives the permit back, and its finally block still holds it', async () => {
    const semaphore = new Semaphore(1);
    const log: unknown[] = [];
    const inner = await bodyOf(kind, 'try { CALL(env.sleep(1000)); } finally { env.log.push(env.semaphore.counter); }');
    const body = await bodyOf(kind, 'CALL(env.semaphore.withLock(() => env.inner(env)));');
    const g = spawn(body, { semaphore, inner, sleep, log });
    await settle(loop);
    expect(semaphore.counter).toBe(0);
    g.kill(undefined, { block: false });
    await settle(loop);
    expect([g.dead, log, semaphore.counter]).toEqual([true, [0], 1]);
  });

  it('and goes on gets the kill again at a call that need not wait, which takes nothing', async () => {
    const semaphore = new Semaphore(1);
    const queue = new Queue(0, { items: ['item'] });
    const log: unknown[] = [];
    const body = await bodyOf(
      kind,
      `const { semaphore, queue, log } = env;
      for (const call of [() => env.sleep(1000), () => semaphore.acquire(), () => queue.get(), () => queue.put(1)]) {
        try { CALL(call()); log.push('went on'); } catch (error) { log.push(error.name); }
      }`,
    );
    const g = spawn(body, { semaphore, queue, sleep, log });
    await settle(loop);
    g.kill(undefined, { block: false });
    await settle(loop);
    expect(log).toEqual(Array(4).fill('GreenletExit'));
    expect([semaphore.counter, queue.size, queue.unfinished]).toEqual([1, 1, 1]);
  });
});

describe('what comes back from a greenlet that was killed on its way', () => {
  it('is ahead of what was put later, in the order it was put', () => {
    const queue = new Queue<number>();
    const killed = [1, 2, 3].map(() =>
      spawn(function* () {
        yield queue.get();
      }),
    );
    loop.flush();
    for (const n of [1, 2, 3, 4]) queue.put(n);
    for (const at of [1, 2, 0]) killed[at]?.kill(undefined, { block: false });
    loop.flush();
    const got: number[] = [];
    const reader = spawn(function* () {
      while (!queue.empty()) got.push(yield queue.get());
    });
    loop.flush();
    expect([reader.dead, got]).toEqual([true, [1, 2, 3, 4]]);
  });

  it('may make a bounded queue hold more than its size, and nobody is let in meanwhile', () => {
    const queue = new Queue<string>(1);
    const getter = spawn(function* () {
      yield queue.get();
    });
    loop.flush();
    queue.put('handed over');
    queue.put('in the queue');
    getter.kill(undefined, { block: false });
    expect([queue.size, queue.full()]).toEqual([2, true]);
    const putter = spawn(function* () {
      yield queue.put('waits');
    });
    loop.flush();
    queue.getNowait();
    loop.flush();
    expect([queue.size, putter.dead]).toEqual([1, false]);
    queue.getNowait();
    loop.flush();
    expect([queue.size, putter.dead]).toEqual([1, true]);
  });

  it.each(Object.entries({ Queue, LifoQueue, PriorityQueue }))('can be undefined in a %s', (_, Kind) => {
    const queue = new Kind<undefined | string>();
    const getter = spawn(function* () {
      yield queue.get();
    });
    loop.flush();
    queue.put(undefined);
    if (Kind !== PriorityQueue) queue.put('later');
    getter.kill(undefined, { block: false });
    const got: unknown[] = [];
    spawn(function* () {
      while (!queue.empty()) got.push(yield queue.peek(), yield queue.get());
    });
    loop.flush();
    const later = Kind === LifoQueue ? ['later', 'later'] : [];
    const last = Kind === Queue ? ['later', 'later'] : [];
    expect(got).toEqual([...later, undefined, undefined, ...last]);
  });

  it('is given up with the rest after an immediate shutdown, and counts as done', () => {
    const queue = new Queue<string>();
    const getter = spawn(function* () {
      yield queue.get();
    });
    loop.flush();
    queue.put('on its way');
    queue.put('in the queue');
    queue.shutdown({ immediate: true });
    expect([queue.size, queue.unfinished]).toEqual([0, 1]);
    getter.kill(undefined, { block: false });
    loop.flush();
    expect([queue.size, queue.unfinished]).toEqual([0, 0]);
  });

  it('waits in the channel for the next get', () => {
    const channel = new Channel<string>();
    const got: string[] = [];
    const taker = () =>
      spawn(function* () {
        got.push(yield channel.get());
      });
    const first = taker();
    loop.flush();
    channel.put('item');
    first.kill(undefined, { block: false });
    loop.flush();
    expect(channel.size).toBe(1);
    taker();
    loop.flush();
    expect([got, channel.size]).toEqual([['item'], 0]);
  });

  it('is not lost either when the waiter is thrown at, switched to, or disposed of before it runs', () => {
    const semaphore = new Semaphore(0);
    const log: unknown[] = [];
    const ended: ((g: Greenlet) => unknown)[] = [
      (g) => g.throw(new Error('away')),
      (g) => g.switch('by hand'),
      (g) => {
        g.dispose();
        return sleep(0);
      },
    ];
    // they are ready before the waiters that they give a permit to and end
    for (const [at, end] of ended.entries()) {
      spawn(function* () {
        yield sleep(1);
        semaphore.release();
        yield end(waiters[at] as Greenlet);
      });
    }
    const waiters = ended.map(() =>
      spawn(function* () {
        try {
          log.push(yield semaphore.acquire());
        } catch (error) {
          log.push((error as Error).message);
        }
      }),
    );
    loop.advance(1);
    expect(waiters.every((g) => g.dead)).toBe(true);
    expect(log).toEqual(['away', 'by hand', 'disposed']);
    expect(semaphore.counter).toBe(3);
  });
});

describe('a timer that fires while the item is already on its way, or the other way round', () => {
  it.each([
    ['the item comes first', 0],
    ['the timer fires first, but the waiter has not run', 1],
  ])('%s: the waiter gets it', (_, order) => {
    const queue = new Queue<string>();
    const log: unknown[] = [];
    const getter = () =>
      spawn(function* () {
        try {
          log.push(yield queue.get({ timeout: 5 }));
        } catch (error) {
          log.push((error as { code: string }).code);
        }
      });
    const putter = () =>
      spawn(function* () {
        yield sleep(5);
        yield queue.put('item');
      });
    const all = order === 0 ? [putter, getter] : [getter, putter];
    for (const make of all) make();
    loop.advance(5);
    expect(log).toEqual(order === 0 ? ['item'] : ['GS_QUEUE_EMPTY']);
    expect(queue.size).toBe(order);
  });
});
