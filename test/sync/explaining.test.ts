/** What dumps and deadlock reports are told: what somebody waits for, and who could end it. */
import {
  AsyncResult,
  BoundedSemaphore,
  Channel,
  Event,
  type Greenlet,
  Queue,
  RLock,
  Semaphore,
  sleep,
  spawn,
} from 'greenspool';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { WaitingOn } from '../../build/frames/continuation.js';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

/** What a greenlet waits for that makes this call. */
function waitOf(call: () => unknown): { text: string | undefined; holders: Greenlet[] | undefined } {
  const g = spawn(function* () {
    yield call();
  });
  loop.flush();
  const on = (g as unknown as { _waitingOn: WaitingOn | null })._waitingOn; // internal: not in the published types
  const holders = on?.holders?.();
  const found = { text: on?.describe?.(), holders: holders === undefined ? undefined : ([...holders] as Greenlet[]) };
  g.kill(undefined, { block: false });
  loop.flush();
  return found;
}

const named = { name: 'db' };

it.each<[string, () => unknown]>([
  ["Event 'db' (not set)", () => new Event(named).wait()],
  ["AsyncResult 'db' (not set)", () => new AsyncResult(named).get()],
  ["Semaphore 'db' (0 of 0 left)", () => new Semaphore(0, named).acquire()],
  ["Queue 'db' (empty)", () => new Queue(0, named).get()],
  ["Queue 'db' (empty)", () => new Queue(0, named).peek()],
  ["Queue 'db' (full, 2 of 2)", () => new Queue(2, { ...named, items: [1, 2] }).put(3)],
  ["Queue 'db' (1 not done)", () => new Queue(0, { ...named, items: [1] }).join()],
  ["Channel 'db' (empty)", () => new Channel(named).get()],
  ["Channel 'db' (nobody takes)", () => new Channel(named).put(1)],
])('%s', (text, call) => {
  expect(waitOf(call)).toEqual({ text, holders: undefined });
});

it('what has no name is called by its class and a number of its own', () => {
  const names = [new Queue(), new Queue(), new RLock()].map(({ name }) => name);
  expect(names.join()).toMatch(/^Queue#\d+,Queue#\d+,RLock#\d+$/);
  expect(new Set(names).size).toBe(3);
});

it('an RLock and a BoundedSemaphore of one permit know who holds them, also after a hand-over', () => {
  for (const lock of [new RLock(named), new BoundedSemaphore(1, named)]) {
    const [first, second] = [1, 2].map(() =>
      spawn(function* () {
        yield lock.acquire();
        yield sleep(5);
        lock.release();
      }),
    ) as [Greenlet, Greenlet];
    loop.flush();
    expect(waitOf(() => lock.acquire()).holders).toEqual([first]);
    loop.advance(5);
    expect(first.dead).toBe(true);
    const { holders, text } = waitOf(() => lock.acquire());
    expect(holders).toEqual([second]);
    expect(text).toBe(
      lock instanceof RLock ? `RLock 'db' (held by ${second.name})` : "BoundedSemaphore 'db' (0 of 1 left)",
    );
  }
});

it('anybody may release a semaphore', () => {
  const semaphore = new Semaphore(1);
  semaphore.acquire();
  expect(waitOf(() => semaphore.acquire()).holders).toBeUndefined();
});
