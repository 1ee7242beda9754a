/** Semaphores and locks: counts, owners, misuse, and what is held. */
import { BoundedSemaphore, getCurrent, type Held, RLock, Semaphore, sleep, spawn, waitFor } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, greenletKinds, kinds, settle, start } from '../helpers/bodies.ts';
import { codeOf, codeOfAsync } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

describe('counts', () => {
  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1' as unknown as number, null as unknown as number])(
    '%s is refused',
    (permits) => {
      expect(codeOf(() => new Semaphore(permits))).toBe('GS_BAD_ARGUMENT');
      expect(codeOf(() => new BoundedSemaphore(permits))).toBe('GS_BAD_ARGUMENT');
    },
  );

  it('a semaphore takes any release, a bounded one refuses one too many and stays as it was', () => {
    const free = new Semaphore(1);
    expect([free.release(), free.release(), free.counter]).toEqual([2, 3, 3]);
    const bounded = new BoundedSemaphore(2, { name: 'db' });
    bounded.acquire();
    expect(bounded.release()).toBe(2);
    expect(codeOf(() => bounded.release())).toBe('GS_OVER_RELEASE');
    expect(() => bounded.release()).toThrow(
      "release() of BoundedSemaphore 'db': all of its 2 permits are back already",
    );
    expect(bounded.counter).toBe(2);
  });

  it('a bounded semaphore notices one too many while its permit is on its way', () => {
    const semaphore = new BoundedSemaphore(1);
    semaphore.acquire();
    const g = spawn(function* () {
      yield semaphore.acquire();
    });
    loop.flush();
    semaphore.release();
    g.kill(undefined, { block: false });
    expect(codeOf(() => semaphore.release())).toBe('GS_OVER_RELEASE');
    loop.flush();
    expect(semaphore.counter).toBe(1);
  });
});

describe('timeouts', () => {
  const bad = [-1, Number.NaN, '5', null, {}] as number[];
  it.each(bad)('%s is refused, and nothing waits', (timeout) => {
    for (const lock of [new Semaphore(0), new BoundedSemaphore(0), new RLock()]) {
      expect(codeOf(() => lock.acquire({ timeout }))).toBe('GS_BAD_ARGUMENT');
      expect(codeOf(() => lock.hold({ timeout }))).toBe('GS_BAD_ARGUMENT');
    }
  });

  it('options that are no object are refused: a bare number would be taken for none', () => {
    const semaphore = new Semaphore(0);
    for (const options of [5, 'fast', null, true] as unknown as object[]) {
      expect(codeOf(() => semaphore.acquire(options))).toBe('GS_BAD_ARGUMENT');
    }
  });

  it('Infinity waits without end', () => {
    const semaphore = new Semaphore(0);
    const g = spawn(function* () {
      return yield semaphore.acquire({ timeout: Number.POSITIVE_INFINITY });
    });
    loop.advance(1e6);
    expect([g.dead, loop.nTimers]).toEqual([false, 0]);
    semaphore.release();
    loop.flush();
    expect(g.value).toBe(true);
  });
});

describe('an RLock', () => {
  it('refuses the release of anybody but its owner', () => {
    const lock = new RLock({ name: 'config' });
    const owner = spawn(function* () {
      yield lock.acquire();
      yield sleep(5);
      lock.release();
    });
    loop.flush();
    expect(lock.owner).toBe(owner);
    expect(codeOf(() => lock.release())).toBe('GS_NOT_OWNER');
    expect(() => lock.release()).toThrow(`release() of RLock 'config': ${owner.name} holds it`);
    loop.advance(5);
    expect(() => lock.release()).toThrow("release() of RLock 'config': nobody holds it");
  });

  it('goes to the next one only at the last release', () => {
    const lock = new RLock();
    const log: string[] = [];
    spawn(function* () {
      for (let i = 0; i < 3; i++) yield lock.acquire();
      for (let i = 0; i < 3; i++) {
        yield sleep(1);
        log.push(`release ${lock.depth}`);
        lock.release();
      }
    });
    spawn(function* () {
      yield lock.acquire();
      log.push(`mine ${lock.depth}`);
    });
    loop.advance(5);
    expect(log).toEqual(['release 3', 'release 2', 'release 1', 'mine 1']);
  });

  it('that an async greenlet asks for several times at once is its own each time', async () => {
    const lock = new RLock();
    const main = getCurrent();
    lock.acquire();
    const g = spawn(async () => {
      await Promise.all([lock.acquire(), lock.acquire()]);
      return lock.depth;
    });
    const other = spawn(async () => lock.acquire());
    await settle(loop);
    expect(lock.owner).toBe(main);
    lock.release();
    await settle(loop);
    expect([g.value, lock.owner, other.dead]).toEqual([2, g, false]);
  });

  it('can be released by the code of an async greenlet that was killed while it awaited something else', async () => {
    const lock = new RLock();
    let go = () => {};
    const foreign = new Promise<void>((resolve) => {
      go = resolve;
    });
    const g = spawn(async () => {
      await lock.acquire();
      try {
        await foreign;
      } finally {
        lock.release();
      }
    });
    await settle(loop);
    g.kill(undefined, { block: false });
    expect([g.dead, lock.locked()]).toEqual([true, true]);
    go();
    await settle(loop);
    expect(lock.locked()).toBe(false);
  });
});

describe('using', () => {
  it.each(['Semaphore', 'BoundedSemaphore', 'RLock'])('gives a %s back at the end of the block', async (name) => {
    const lock = { Semaphore: new Semaphore(1), BoundedSemaphore: new BoundedSemaphore(1), RLock: new RLock() }[name];
    const log: unknown[] = [];
    // `using` in the source of this test would need a newer Node; the compiler translates it
    const body = await bodyOf(
      'compiled',
      `{ using held = env.lock.hold(); env.sleep(1); env.log.push(env.lock.locked()); }
      env.log.push(env.lock.locked());
      try { using held = env.lock.hold(); throw new Error('left'); } catch (error) { env.log.push(error.message, env.lock.locked()); }`,
    );
    spawn(body, { lock, sleep, log });
    loop.advance(1);
    expect(log).toEqual([true, false, 'left', false]);
  });

  it('works by hand through Symbol.dispose, once', () => {
    const semaphore = new Semaphore(1);
    const g = spawn(function* (): Generator<unknown, void, Held> {
      const held = yield semaphore.hold();
      held[Symbol.dispose]();
      held[Symbol.dispose]();
      held.release();
    });
    loop.flush();
    expect([g.successful(), semaphore.counter]).toEqual([true, 1]);
  });
});

describe('withLock', () => {
  it.each(kinds)('in a body of kind %s takes functions of other kinds as well', async (kind) => {
    const semaphore = new Semaphore(1);
    const log: unknown[] = [];
    const functions: Record<string, () => unknown> = {
      plain: () => 'plain',
      promise: () => Promise.resolve('promise'),
      async: async () => {
        await Promise.resolve();
        return 'async';
      },
      failing: () => Promise.reject(new Error('rejected')),
      ...(kind === 'main' || kind === 'async'
        ? {}
        : {
            generator: function* () {
              yield sleep(0);
              return 'generator';
            },
          }),
    };
    const body = await bodyOf(
      kind,
      `for (const fn of env.functions) {
        try { env.log.push(CALL(env.semaphore.withLock(fn))); } catch (error) { env.log.push(error.message); }
      }`,
    );
    start(kind, body, { semaphore, functions: Object.values(functions), log });
    await settle(loop);
    const names = Object.keys(functions).map((name) => (name === 'failing' ? 'rejected' : name));
    expect(log).toEqual(names);
    expect(semaphore.counter).toBe(1);
  });

  it.each(['main', 'async'] as const)('in %s refuses a generator, which nobody could run', async (kind) => {
    const semaphore = new Semaphore(1);
    const body = await bodyOf(kind, 'return CALL(env.semaphore.withLock(function* () {}));');
    const ended = start(kind, body, { semaphore });
    const code = codeOfAsync(() => ended.then());
    await settle(loop);
    expect(await code).toBe('GS_BAD_ARGUMENT');
    expect(semaphore.counter).toBe(1);
  });

  it('refuses what is no function, and has taken nothing', () => {
    const semaphore = new Semaphore(1);
    expect(codeOf(() => semaphore.withLock('no' as unknown as () => void))).toBe('GS_BAD_ARGUMENT');
    expect(semaphore.counter).toBe(1);
  });

  it('nests, with locks of different kinds', async () => {
    const [outer, inner] = [new Semaphore(1), new RLock()];
    const body = await bodyOf(
      'compiled',
      `return env.outer.withLock(() => {
        env.sleep(1);
        return env.inner.withLock(() => env.inner.withLock(() => { env.sleep(1); return env.inner.depth + env.outer.counter; })) + 10;
      }) + 100;`,
    );
    const g = spawn(body, { outer, inner, sleep });
    loop.advance(2);
    expect([g.value, outer.counter, inner.locked()]).toEqual([112, 1, false]);
  });

  it('with a function that was not compiled gives the permit back when that one blocks', async () => {
    const semaphore = new Semaphore(1);
    const foreign = () => {
      sleep(1);
      return 'dropped the token';
    };
    const body = await bodyOf('compiled', 'return env.semaphore.withLock(env.foreign);');
    const g = spawn(body, { semaphore, foreign });
    const code = codeOfAsync(() => g.then());
    await settle(loop, 2);
    expect(await code).toBe('GS_BARRIER');
    expect(semaphore.counter).toBe(1);
  });

  it('below code that was not compiled is called off, and the permit comes back', async () => {
    const semaphore = new Semaphore(1);
    const outer = (fn: () => unknown) => [fn()];
    const body = await bodyOf('compiled', 'return env.outer(() => env.semaphore.withLock(() => 1));');
    const g = spawn(body, { semaphore, outer });
    const code = codeOfAsync(() => g.then());
    await settle(loop);
    expect(await code).toBe('GS_BARRIER');
    expect(semaphore.counter).toBe(1);
  });

  it.each(greenletKinds)('in a body of kind %s runs its function in the same greenlet', async (kind) => {
    const semaphore = new Semaphore(0);
    const body = await bodyOf(kind, 'return CALL(env.semaphore.withLock(() => env.getCurrent().id));');
    const g = spawn(body, { semaphore, getCurrent });
    await settle(loop);
    semaphore.release();
    await settle(loop);
    expect(g.value).toBe(g.id);
  });

  it('may return the greenlet that runs, which is not waited for', async () => {
    const body = await bodyOf('compiled', 'return [env.semaphore.withLock(() => env.getCurrent())];');
    const g = spawn(body, { semaphore: new Semaphore(1), getCurrent });
    loop.flush();
    expect(g.value).toEqual([g]);
  });
});

describe('a link callback that was not compiled', () => {
  it('can take a permit that is there, but cannot wait for one', async () => {
    const semaphore = new Semaphore(1);
    const log: unknown[] = [];
    spawn(function* () {
      yield waitFor(Promise.resolve());
    }).link(() => {
      log.push(
        semaphore.acquire(),
        semaphore.acquire({ timeout: 0 }),
        codeOf(() => semaphore.acquire()),
      );
    });
    await settle(loop);
    expect(log).toEqual([true, false, 'GS_BARRIER']);
    expect(semaphore.counter).toBe(0);
  });
});
