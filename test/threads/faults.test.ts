/** Jobs that are stopped, threads that die or do not start, pools that are full or closed: nobody else notices. */
import { dump, GreenletExit, onError, sleep, spawn, Timeout, withTimeout } from 'greenspool';
import { ThreadPool, type ThreadPoolOptions, threadFunction } from 'greenspool/threads';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { bodyOf, greenletKinds, start } from '../helpers/bodies.ts';

const named = (name: string) => threadFunction(new URL('./work.mjs', import.meta.url), name);
const square = named('square');
const spin = named('spin');
const die = named('die');
const late = named('late');

const pool = new ThreadPool({ size: 1 });
const made: ThreadPool[] = [pool];

function poolOf(options: ThreadPoolOptions): ThreadPool {
  const one = new ThreadPool(options);
  made.push(one);
  return one;
}

afterEach(() => expect([pool.running, pool.waiting]).toEqual([0, 0]));
afterAll(() => Promise.all(made.map((one) => one.kill())));

/** Runs in a thread: which one it is. */
const threadId = () => process.getBuiltinModule('node:worker_threads').threadId;
const newCounter = () => new Int32Array(new SharedArrayBuffer(4));

/** The job has begun. */
async function moves(counter: Int32Array): Promise<void> {
  while (Atomics.load(counter, 0) === 0) await sleep(1);
}

/** The thread that counted is gone. */
async function stops(counter: Int32Array): Promise<void> {
  for (let before = -1; before !== Atomics.load(counter, 0); await sleep(5)) before = Atomics.load(counter, 0);
}

/** What threads do meanwhile is seen in one turn of the event loop: an answer together with the end of the thread. */
function seeAtOnce(): void {
  for (const end = performance.now() + 25; performance.now() < end; );
}

const failureOf = (promise: PromiseLike<unknown>) =>
  promise.then(
    (value) => ({ code: 'none', message: `it ended with ${value}` }),
    (error) => error,
  );

describe('a job is stopped', () => {
  it.each(['compiled', 'generator', 'async'] as const)(
    'with its thread, when the greenlet that waits for it is killed: %s',
    async (kind) => {
      const counter = newCounter();
      const body = await bodyOf(kind, 'CALL(env.pool.apply(env.spin, [env.counter]))');
      const g = start(kind, body, { pool, spin, counter }) as ReturnType<typeof spawn>;
      await moves(counter);
      const next = pool.apply(square, [3]);
      await g.kill();
      expect(g.value).toBeInstanceOf(GreenletExit);
      expect(await next).toBe(9); // by the thread that takes the place
      await stops(counter);
    },
  );

  it('by its timeout, by one around it, and by a signal', async () => {
    const ways: ((counter: Int32Array) => Promise<unknown>)[] = [
      (counter) => pool.apply(spin, [counter], { timeout: 20 }),
      (counter) => withTimeout(20, () => pool.apply(spin, [counter])),
      (counter) => pool.apply(spin, [counter], { signal: AbortSignal.timeout(20) }),
    ];
    const errors: unknown[] = [];
    for (const way of ways) {
      const counter = newCounter();
      errors.push(await failureOf(way(counter)));
      await stops(counter);
    }
    expect(errors[0]).toMatchObject({
      code: 'GS_TIMEOUT',
      message: expect.stringContaining('spin in a thread'),
      ms: 20,
    });
    expect(errors[1]).toBeInstanceOf(Timeout);
    expect(errors[2]).toMatchObject({ name: 'TimeoutError' });
  });

  it('before it has begun, and then no thread is ended', async () => {
    const counter = newCounter();
    const first = pool.apply(late, ['first', 20]);
    const text = 'CALL(env.pool.apply(env.spin, [env.counter]))';
    const bodies = await Promise.all((['generator', 'async', 'compiled'] as const).map((kind) => bodyOf(kind, text)));
    const killed = [pool.spawn(spin, [counter]), ...bodies.map((body) => spawn(body, { pool, spin, counter }))];
    const last = pool.apply(square, [2]);
    await sleep(0);
    expect([pool.running, pool.waiting]).toEqual([1, 5]);
    expect(dump()).toContain('spin in a thread (not begun)');
    for (const g of killed) await g.kill();
    expect([pool.running, pool.waiting]).toEqual([1, 1]);
    expect(await failureOf(pool.apply(spin, [counter], { timeout: 1 }))).toMatchObject({ code: 'GS_TIMEOUT' });
    expect([await first, await last]).toEqual(['first', 4]);
    expect(Atomics.load(counter, 0)).toBe(0);
  });

  it('before it has begun, when whoever has asked cannot be left', async () => {
    const text = `
      const lazy = { get value() { return CALL(env.pool.apply(env.spin, [env.counter])) } };
      try { return lazy.value } catch (error) { return error.code }`;
    const thread = await pool.apply(threadId);
    const counter = newCounter();
    expect(await start('compiled', await bodyOf('compiled', text), { pool, spin, counter })).toBe('GS_BARRIER');
    expect([await pool.apply(threadId), Atomics.load(counter, 0)]).toEqual([thread, 0]);
  });

  it('when it has just answered, and then its thread is not ended', async () => {
    const thread = await pool.apply(threadId);
    const g = pool.spawn(square, [2]);
    seeAtOnce();
    g.kill(undefined, { block: false });
    const bytes = new Uint8Array(9);
    expect(await pool.apply(named('keep'), [bytes], { transfer: [bytes.buffer] })).toBe(9);
    expect([g.dead, await pool.apply(threadId)]).toEqual([true, thread]);
  });

  it('when its greenlet is killed before it has run', async () => {
    const counter = newCounter();
    const g = pool.spawn(spin, [counter]);
    expect(pool.running).toBe(1);
    await g.kill();
    expect(pool.running).toBe(0);
    expect(await pool.apply(square, [2])).toBe(4);
  });

  it('without ever being one, when there is no time or the signal was aborted before', async () => {
    const counter = newCounter();
    expect(await failureOf(pool.apply(spin, [counter], { timeout: 0 }))).toBeInstanceOf(Timeout);
    const signal = AbortSignal.abort(new Error('before'));
    expect(await failureOf(pool.apply(spin, [counter], { signal }))).toMatchObject({ message: 'before' });
  });

  it.each(greenletKinds)('without ever being one, when a %s body that is killed asks for it', async (kind) => {
    const counter = newCounter();
    const thread = await pool.apply(threadId);
    for (const call of ['apply(env.spin, [env.counter])', 'map(env.spin, [env.counter])']) {
      const text = `try { CALL(env.sleep(10_000)) } finally { CALL(env.pool.${call}) }`;
      const g = spawn(await bodyOf(kind, text), { pool, spin, counter, sleep });
      await sleep(0);
      await g.kill();
      await sleep(0);
      expect([pool.running, Atomics.load(counter, 0)]).toEqual([0, 0]);
    }
    expect(await pool.apply(threadId)).toBe(thread);
  });
});

describe('a thread that dies', () => {
  it('fails its job and no other', async () => {
    const small = poolOf({ size: 1, resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 } });
    const ways = ['exit', 'late', 'memory'];
    const dying = ways.map((how) => failureOf(small.apply(die, [how])));
    const others = [2, 3].map((n) => failureOf(small.apply(square, [n])));
    const [exit, late, memory] = await Promise.all(dying);
    expect(exit).toMatchObject({ code: 'GS_THREAD_DIED', message: expect.stringContaining('process.exit(3)') });
    expect(late).toMatchObject({ code: 'GS_THREAD_DIED', cause: { message: 'nobody handles this' } });
    expect(memory).toMatchObject({ code: 'GS_THREAD_DIED', cause: { code: 'ERR_WORKER_OUT_OF_MEMORY' } });
    expect((await Promise.all(others)).map(({ message }) => message)).toEqual(['it ended with 4', 'it ended with 9']);
    await small.kill();
  });

  it('right after its answer loses neither that nor what was sent to it meanwhile', async () => {
    const two = poolOf({ size: 1 });
    for (let i = 0; i < 2; i++) {
      await two.apply(square, [0]);
      const answer = two.apply(named('answerAndExit'), [i]);
      const next = two.apply(square, [i]);
      seeAtOnce();
      expect([await answer, await next]).toEqual([i, i * i]);
    }
    await two.kill();
  });

  it('while its pool is killed is not waited for', async () => {
    for (const how of ['answerAndExit', 'answerAndThrow']) {
      const short = poolOf({ size: 1 });
      expect(await short.apply(named(how), [1])).toBe(1);
      seeAtOnce();
      await short.kill();
    }
  });

  it.each([false, true])(
    'while it is idle is reported when it was an error (seen with its answer: %s)',
    async (both) => {
      const reports: unknown[] = [];
      const before = onError((error) => reports.push(error));
      const idle = poolOf({ size: 1 });
      await idle.apply(square, [1]);
      const answer = idle.apply(named('answerAndThrow'), [3]);
      if (both) seeAtOnce();
      expect(await answer).toBe(3);
      while (reports.length === 0) await sleep(1);
      onError(before);
      expect(reports).toEqual([expect.objectContaining({ message: 'too late' })]);
      expect(await idle.apply(square, [2])).toBe(4);
      await idle.kill();
    },
  );

  it('of what another job has left behind is reported, and the next job is given to another thread', async () => {
    const reports: unknown[] = [];
    const before = onError((error) => reports.push(error));
    const small = poolOf({ size: 1 });
    await small.apply(square, [1]);
    const jobs = [small.apply(named('answerAndThrow'), [3]), small.apply(square, [3])];
    seeAtOnce();
    expect(await Promise.all(jobs)).toEqual([3, 9]);
    while (reports.length === 0) await sleep(1);
    onError(before);
    expect(reports).toEqual([expect.objectContaining({ message: 'too late' })]);
    await small.kill();
  });

  it('while it starts fails the jobs that wait for one', async () => {
    const throwing = ['--import', 'data:text/javascript,throw new Error("bad start")'];
    const exiting = ['--import', 'data:text/javascript,process.exit(4)'];
    for (const execArgv of [throwing, exiting, ['--no-such-flag']]) {
      const bad = poolOf({ size: 1, execArgv });
      const [first, second] = await Promise.all([1, 2].map((n) => failureOf(bad.apply(square, [n]))));
      for (const error of [first, second])
        expect(error).toMatchObject({ code: 'GS_THREAD_START', cause: expect.any(Error) });
      await bad.kill();
    }
  });
});

describe('a pool', () => {
  it('takes so many waiting jobs and no more', async () => {
    const small = poolOf({ size: 1, maxQueue: 1 });
    const taken = [small.apply(square, [1]), small.apply(square, [2])];
    const full = await failureOf(small.apply(square, [3], { timeout: 5000 }));
    expect(full).toMatchObject({ name: 'PoolFull', message: expect.stringContaining('and 1 more wait') });
    expect(full.message).toContain('`maxQueue`');
    expect(full.message).not.toContain('`timeout`'); // it does not wait for room
    expect(() => small.spawn(square, [3])).toThrow(expect.objectContaining({ code: 'GS_POOL_FULL' }));
    expect(await Promise.all(taken)).toEqual([1, 4]);
    expect(await small.apply(square, [3])).toBe(9);
    await small.kill();
  });

  it('that is closed ends what it has, and takes no more', async () => {
    const closing = poolOf({ size: 1 });
    const jobs = [closing.apply(late, ['a', 5]), closing.apply(late, ['b', 5])];
    const closed = closing.close();
    expect(await failureOf(closing.apply(square, [1]))).toMatchObject({ code: 'GS_THREADS_CLOSED' });
    expect(() => closing.spawn(square, [1])).toThrow(expect.objectContaining({ code: 'GS_THREADS_CLOSED' }));
    expect(await closed).toBe(true);
    expect(await Promise.all(jobs)).toEqual(['a', 'b']);
    expect(await closing.close()).toBe(true);
  });

  it('that is killed fails those that wait, also when closing takes too long', async () => {
    const killed = poolOf({ size: 1 });
    const counter = newCounter();
    const jobs = [killed.apply(spin, [counter]), killed.apply(square, [1])].map(failureOf);
    await moves(counter);
    expect(await killed.join({ timeout: 5 })).toBe(false);
    expect(await killed.close({ timeout: 5 })).toBe(false);
    await killed.kill();
    expect((await Promise.all(jobs)).map(({ code }) => code)).toEqual(['GS_THREADS_CLOSED', 'GS_THREADS_CLOSED']);
    await stops(counter);
    expect(await killed.join()).toBe(true);
  });

  it('can be used with using', async () => {
    const counter = newCounter();
    let job: PromiseLike<{ code: string }>;
    {
      using short = new ThreadPool({ size: 1 });
      job = failureOf(short.apply(spin, [counter]));
    }
    expect((await job).code).toBe('GS_THREADS_CLOSED');
    let answer: Promise<unknown>;
    {
      await using long = new ThreadPool({ size: 1 });
      answer = long.apply(square, [5]);
    }
    expect(await answer).toBe(25);
  });

  it('serves those that wait in the order in which they came', async () => {
    const order: number[] = [];
    const jobs = [1, 2, 3, 4].map((n) => pool.apply(square, [n]).then(() => order.push(n)));
    await Promise.all(jobs);
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('ends threads that are idle, and starts new ones', async () => {
    const brief = poolOf({ size: 1, idleTimeout: 1 });
    const [first, second] = [await brief.apply(threadId), await brief.apply(threadId)];
    expect(typeof first).toBe('number');
    await sleep(20);
    expect(await brief.apply(threadId)).not.toBe(second);
    await brief.kill();
  });
});
