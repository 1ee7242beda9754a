/** Every operation in every kind of body: what it ends with, when it waits, when it need not, and when its time is over. */
import {
  AsyncResult,
  BoundedSemaphore,
  Channel,
  Event,
  LifoQueue,
  PriorityQueue,
  Queue,
  RLock,
  Semaphore,
  sleep,
} from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, kinds, settle, start } from '../helpers/bodies.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

interface Scenario {
  name: string;
  /** Before the body starts; `later` is for what happens while it is parked. */
  make: (later: (ms: number, fn: () => void) => void) => Record<string, unknown>;
  /** Logs with `env.log`; `env.code(error)` is an error's code. */
  text: string;
  log: unknown[];
}

const scenarios: Scenario[] = [
  {
    name: 'Event.wait',
    make: (later) => {
      const event = new Event();
      later(10, () => {
        event.set();
        event.clear();
      });
      return { event };
    },
    text: `
      log(CALL(event.wait({ timeout: 0 })), CALL(event.wait({ timeout: 5 })), CALL(event.wait({ timeout: 100 })), event.isSet());
      event.set();
      log(CALL(event.wait()));`,
    log: [false, false, true, false, true],
  },
  {
    name: 'AsyncResult.get and wait',
    make: (later) => {
      const result = new AsyncResult<string>();
      const failure = new AsyncResult();
      later(10, () => result.set('value'));
      later(20, () => failure.setException(new RangeError('no luck')));
      return { result, failure };
    },
    text: `
      for (const options of [{ block: false }, { timeout: 0 }, { timeout: 5 }]) {
        try { log(CALL(result.get(options))); } catch (error) { log(error.code, error.ms); }
      }
      log(CALL(result.wait({ timeout: 1 })), CALL(result.get({ timeout: 100 })), CALL(result.get()), CALL(result.wait()));
      log(CALL(failure.wait()), failure.ready(), failure.successful());
      try { log(CALL(failure.get())); } catch (error) { log(error.message, error === failure.exception); }`,
    log: [
      ...['GS_TIMEOUT', 0, 'GS_TIMEOUT', 0, 'GS_TIMEOUT', 5, undefined, 'value', 'value', 'value'],
      ...[undefined, true, false, 'no luck', true],
    ],
  },
  {
    name: 'AsyncResult.get, parked when the error comes',
    make: (later) => {
      const failure = new AsyncResult();
      later(5, () => failure.setException(new RangeError('no luck')));
      return { failure };
    },
    text: 'try { log(CALL(failure.get())); } catch (error) { log(error.message); }',
    log: ['no luck'],
  },
  {
    name: 'Semaphore.acquire',
    make: (later) => {
      const semaphore = new Semaphore(1);
      later(10, () => semaphore.release());
      return { semaphore };
    },
    text: `
      log(CALL(semaphore.acquire()), semaphore.counter, semaphore.locked());
      log(CALL(semaphore.acquire({ block: false })), CALL(semaphore.acquire({ timeout: 0 })));
      log(CALL(semaphore.acquire({ timeout: 5 })), CALL(semaphore.acquire({ timeout: 100 })), semaphore.release());`,
    log: [true, 0, true, false, false, false, true, 1],
  },
  {
    name: 'Semaphore.hold',
    make: (later) => {
      const semaphore = new BoundedSemaphore(1);
      return { semaphore, later };
    },
    text: `
      const first = CALL(semaphore.hold());
      for (const timeout of [0, 5]) {
        try { CALL(semaphore.hold({ timeout })); } catch (error) { log(error.code, error.ms); }
      }
      later(5, () => first.release());
      const second = CALL(semaphore.hold());
      log(semaphore.counter);
      second.release();
      second.release();
      first.release();
      log(semaphore.counter);`,
    log: ['GS_TIMEOUT', 0, 'GS_TIMEOUT', 5, 0, 1],
  },
  {
    name: 'RLock',
    make: () => ({ lock: new RLock() }),
    text: `
      log(lock.owner, CALL(lock.acquire()), CALL(lock.acquire({ block: false })), lock.depth, lock.locked());
      const held = CALL(lock.hold());
      log(lock.depth);
      held.release();
      lock.release();
      lock.release();
      log(lock.depth, lock.owner, lock.locked());
      try { lock.release(); } catch (error) { log(error.code); }`,
    log: [null, true, true, 2, true, 3, 0, null, false, 'GS_NOT_OWNER'],
  },
  {
    name: 'Queue.put, get and peek',
    make: (later) => {
      const queue = new Queue<string>(1);
      later(12, () => queue.putNowait('late'));
      later(30, () => queue.getNowait());
      return { queue };
    },
    text: `
      for (const options of [{ block: false }, { timeout: 0 }, { timeout: 5 }]) {
        try { log(CALL(queue.get(options))); } catch (error) { log(error.code); }
        try { log(CALL(queue.peek(options))); } catch (error) { log(error.code); }
      }
      log(CALL(queue.peek()), queue.size, CALL(queue.peek()), CALL(queue.get()), queue.empty());
      log(CALL(queue.put('one')), queue.full());
      for (const options of [{ block: false }, { timeout: 0 }, { timeout: 5 }]) {
        try { log(CALL(queue.put('two', options))); } catch (error) { log(error.code); }
      }
      log(CALL(queue.put('three', { timeout: 100 })), CALL(queue.get()), queue.size);`,
    log: [
      ...Array(6).fill('GS_QUEUE_EMPTY'),
      ...['late', 1, 'late', 'late', true, undefined, true],
      ...Array(3).fill('GS_QUEUE_FULL'),
      ...[undefined, 'three', 0],
    ],
  },
  {
    name: 'Queue.get, parked when an item comes',
    make: (later) => {
      const queue = new Queue<unknown>();
      later(5, () => void queue.put(undefined));
      later(6, () => void queue.put('second'));
      return { queue };
    },
    text: 'log(CALL(queue.get()), CALL(queue.get({ timeout: 50 })));',
    log: [undefined, 'second'],
  },
  {
    name: 'Queue.join and taskDone',
    make: (later) => {
      const queue = new Queue(0, { items: ['a', 'b'] });
      later(10, () => queue.taskDone());
      later(20, () => queue.taskDone());
      return { queue };
    },
    text: `
      log(CALL(queue.get()), CALL(queue.join({ timeout: 0 })), CALL(queue.join({ timeout: 15 })), queue.unfinished);
      log(CALL(queue.join()), queue.unfinished, CALL(queue.join()));
      try { queue.taskDone(); } catch (error) { log(error.code); }`,
    log: ['a', false, false, 1, true, 0, true, 'GS_TASK_DONE'],
  },
  {
    name: 'Queue.shutdown while it waits in get, and afterwards',
    make: (later) => {
      const queue = new Queue<number>();
      later(5, () => queue.shutdown());
      return { queue };
    },
    text: `
      for (const call of [() => queue.get(), () => queue.get(), () => queue.put(1), () => queue.peek({ timeout: 0 })]) {
        try { log(CALL(call())); } catch (error) { log(error.code); }
      }`,
    log: Array(4).fill('GS_QUEUE_SHUTDOWN'),
  },
  {
    name: 'LifoQueue and PriorityQueue',
    make: () => ({ last: new LifoQueue(0, { items: [1, 2, 3] }), least: new PriorityQueue(0, { items: [2, 3, 1] }) }),
    text: `
      for (const queue of [last, least]) log(CALL(queue.peek()), CALL(queue.get()), CALL(queue.get()), CALL(queue.get()));`,
    log: [3, 3, 2, 1, 1, 1, 2, 3],
  },
  {
    name: 'Channel',
    make: (later) => {
      const channel = new Channel<string>();
      later(10, () => void channel.put('hello'));
      later(20, () => void channel.get());
      later(30, () => channel.close());
      return { channel };
    },
    text: `
      try { CALL(channel.put('nobody', { timeout: 5 })); } catch (error) { log(error.code); }
      try { CALL(channel.get({ timeout: 0 })); } catch (error) { log(error.code); }
      log(CALL(channel.get()), CALL(channel.put('back')), channel.size);
      for (const call of [() => channel.get(), () => channel.put(1)]) {
        try { CALL(call()); } catch (error) { log(error.code); }
      }`,
    log: ['GS_QUEUE_FULL', 'GS_QUEUE_EMPTY', 'hello', undefined, 0, 'GS_CHANNEL_CLOSED', 'GS_CHANNEL_CLOSED'],
  },
];

describe.each(kinds)('in a body of kind %s', (kind) => {
  it.each(scenarios)('$name', async ({ make, text, log: expected }) => {
    const log: unknown[] = [];
    const later = (ms: number, fn: () => void) => void loop.setTimer(fn, ms);
    const things = { later, ...make(later) };
    const body = await bodyOf(kind, `const { ${Object.keys(things).join(', ')}, log } = env; ${text}`);
    const ended = start(kind, body, { ...things, log: (...values: unknown[]) => log.push(...values) });
    let outcome: unknown = 'still waits';
    ended.then(
      () => (outcome = 'done'),
      (error) => (outcome = error),
    );
    await settle(loop, 40);
    expect(outcome).toBe('done');
    expect(log).toEqual(expected);
  });

  it('withLock holds while the function runs, and gives back when it returns or throws', async () => {
    const log: unknown[] = [];
    const semaphore = new Semaphore(1);
    const inner = await bodyOf(
      kind,
      "env.log.push('in'); CALL(env.sleep(5)); if (env.fails) throw new Error('out'); return 7;",
    );
    const body = await bodyOf(
      kind,
      `const { semaphore, log } = env;
      log.push(CALL(semaphore.withLock(() => env.inner(env))));
      env.fails = true;
      try { CALL(semaphore.withLock(() => env.inner(env))); } catch (error) { log.push(error.message); }
      log.push(CALL(semaphore.withLock(() => 'at once')));
      const other = CALL(semaphore.hold());
      try { CALL(semaphore.withLock(() => log.push('never'), { timeout: 3 })); } catch (error) { log.push(error.code); }
      other.release();`,
    );
    start(kind, body, { semaphore, log, inner, sleep, fails: false });
    await settle(loop, 1);
    expect(semaphore.counter).toBe(0);
    await settle(loop, 20);
    expect(log).toEqual(['in', 7, 'in', 'out', 'at once', 'GS_TIMEOUT']);
    expect(semaphore.counter).toBe(1);
  });
});
