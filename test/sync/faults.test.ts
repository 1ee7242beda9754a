/** Odd moments and odd callers: timers that have fired, wakes by hand, callbacks that must not block, memory over many waits. */
import { Event, type Greenlet, Queue, RLock, Semaphore, setTrace, sleep, spawn } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engine } from '../../build/engine/load.js';
import { codeOf } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

/** Gets with a timeout of 5 ms, and logs what that ends with. */
function getter(queue: Queue<string>, log: unknown[]): Greenlet {
  return spawn(function* () {
    try {
      log.push(yield queue.get({ timeout: 5 }));
    } catch (error) {
      log.push((error as { code?: string }).code ?? (error as Error).name);
    }
  });
}

/** In turn after 5 ms: before or after the getter's timer, as it is spawned before or after the getter. */
function after5(act: () => unknown): void {
  spawn(function* () {
    yield sleep(5);
    act();
  });
}

describe('a getter whose time is over, but who has not run yet', () => {
  it('still gets an item that comes now', () => {
    const [queue, log] = [new Queue<string>(), [] as unknown[]];
    after5(() => queue.putNowait('item'));
    getter(queue, log);
    loop.advance(5);
    expect([log, queue.size]).toEqual([['item'], 0]);
  });

  it('gives that item back when it is killed as well', () => {
    const [queue, log] = [new Queue<string>(), [] as unknown[]];
    after5(() => {
      queue.putNowait('item');
      g.kill(undefined, { block: false });
    });
    const g = getter(queue, log);
    loop.advance(5);
    expect([log, queue.size]).toEqual([['GreenletExit'], 1]);
  });

  it('is out of the line when it is killed', () => {
    const [queue, log] = [new Queue<string>(), [] as unknown[]];
    after5(() => g.kill(undefined, { block: false }));
    const g = getter(queue, log);
    loop.advance(5);
    queue.putNowait('item');
    expect([log, queue.size]).toEqual([['GreenletExit'], 1]);
  });

  it('has been told when the item comes later in the same turn', () => {
    const [queue, log] = [new Queue<string>(), [] as unknown[]];
    getter(queue, log);
    after5(() => queue.putNowait('item'));
    loop.advance(5);
    expect([log, queue.size]).toEqual([['GS_QUEUE_EMPTY'], 1]);
  });
});

describe('a waiter that is thrown at while its permit is on the way', () => {
  it('has given the permit back, and its next wait times out as any other', () => {
    const [semaphore, log] = [new Semaphore(0), [] as unknown[]];
    spawn(function* () {
      yield sleep(5);
      semaphore.release();
      yield waiter.throw(new Error('by hand'));
    });
    const waiter = spawn(function* () {
      try {
        yield semaphore.acquire();
      } catch (error) {
        log.push((error as Error).message, yield semaphore.acquire());
      }
      log.push(yield semaphore.acquire({ timeout: 1 }));
    });
    loop.advance(10);
    expect([log, semaphore.counter, waiter.dead]).toEqual([['by hand', true, false], 0, true]);
  });
});

describe('a wake by hand, which wasm code can do by an id', () => {
  it('ends a wait as a timeout does, and the waiter is out of the line', () => {
    const [queue, semaphore, log] = [new Queue<string>(), new Semaphore(0), [] as unknown[]];
    const all = [
      getter(queue, log),
      spawn(function* () {
        log.push(yield semaphore.acquire());
      }),
    ];
    loop.flush();
    for (const g of all) engine().wake((g as unknown as { _slot: number })._slot);
    spawn(() => undefined); // the hub has a reason for a turn
    loop.flush();
    queue.putNowait('item');
    semaphore.release();
    expect([log, queue.size, semaphore.counter]).toEqual([['GS_QUEUE_EMPTY', false], 1, 1]);
  });
});

describe('a trace callback', () => {
  it('may wake others, but cannot take anything that has to be waited for, or that is there', () => {
    const [event, semaphore, queue] = [new Event(), new Semaphore(1), new Queue<number>()];
    const lock = new RLock();
    const codes: string[] = [];
    const waiter = spawn(function* () {
      return yield event.wait();
    });
    loop.flush();
    const other = spawn(() => undefined);
    setTrace(() => {
      if (codes.length > 0) return;
      event.set();
      queue.putNowait(1);
      for (const call of [() => semaphore.acquire(), () => lock.acquire(), () => queue.get(), () => event.wait()]) {
        codes.push(codeOf(call));
      }
    });
    try {
      loop.flush();
    } finally {
      setTrace(null);
    }
    expect(codes).toEqual(Array(4).fill('GS_BLOCKING_IN_CALLBACK'));
    expect([waiter.value, other.dead]).toEqual([true, true]);
    expect([semaphore.counter, lock.locked(), queue.size]).toEqual([1, false, 1]);
  });
});

describe('a generator body that forgets the yield', () => {
  it('is told at its next blocking call, and is in no line', () => {
    const semaphore = new Semaphore(0);
    const codes: string[] = [];
    spawn(function* () {
      semaphore.acquire();
      codes.push(codeOf(() => semaphore.acquire()));
    });
    loop.flush();
    semaphore.release();
    expect([codes, semaphore.counter]).toEqual([['GS_NOT_YIELDED'], 1]);
  });
});

describe('memory', () => {
  /** Greenlets that wait, time out, are killed, are served. */
  function round(semaphore: Semaphore, queue: Queue<object>): void {
    const all = Array.from({ length: 100 }, (_, i) =>
      spawn(function* () {
        if (i % 2 === 0) yield queue.get({ timeout: i % 3 === 0 ? 1 : 1000 });
        else yield semaphore.withLock(() => queue.put(new Array(100)));
      }),
    );
    for (const g of all) g.link(() => undefined); // their failures are looked at
    loop.flush();
    for (let i = 0; i < 100; i += 7) all[i]?.kill(undefined, { block: false });
    loop.advance(2);
    for (const g of all) g.kill(undefined, { block: false });
    loop.flush();
    while (!queue.empty()) queue.getNowait();
  }

  it('is flat over many waits that end in every way, on the same semaphore and queue', () => {
    const [semaphore, queue] = [new Semaphore(1), new Queue<object>(3)];
    const heap = () => {
      (globalThis as unknown as { gc: () => void }).gc();
      return process.memoryUsage().heapUsed;
    };
    for (let i = 0; i < 100; i++) round(semaphore, queue);
    const before = { heap: heap(), alive: engine().nAlive(), bytes: engine().bytesUsed() };
    for (let i = 0; i < 300; i++) round(semaphore, queue);
    expect(heap() - before.heap).toBeLessThan(500_000);
    expect({ alive: engine().nAlive(), bytes: engine().bytesUsed() }).toEqual({
      alive: before.alive,
      bytes: before.bytes,
    });
    expect([semaphore.counter, queue.size]).toEqual([1, 0]);
  });
});
