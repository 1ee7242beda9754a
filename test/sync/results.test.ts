/** AsyncResult, Local, and what `wait()` can be told of: the observers of events, results and semaphores. */
import { AsyncResult, Event, Local, Semaphore, sleep, spawn, waitFor } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Observer } from '../../build/hub/observer.js';
import { bodyOf, kinds, settle, start } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

describe('an AsyncResult', () => {
  it('takes the result of a greenlet that it is linked to, and its failure', async () => {
    const [good, bad, late] = [new AsyncResult<number>(), new AsyncResult(), new AsyncResult()];
    const error = new Error('no luck');
    const g = spawn(() => 42);
    g.link(good);
    spawn(() => {
      throw error;
    }).link(bad);
    await settle(loop);
    g.link(late);
    await settle(loop);
    expect([good.value, good.successful(), good.exception]).toEqual([42, true, undefined]);
    expect([bad.value, bad.ready(), bad.successful(), bad.exception]).toEqual([undefined, true, false, error]);
    expect(late.value).toBe(42);
  });

  it('is not told after an unlink', async () => {
    const result = new AsyncResult();
    const g = spawn(() => 1);
    g.link(result);
    g.unlink(result);
    await settle(loop);
    expect(result.ready()).toBe(false);
  });

  it('links take functions and what has `linked`, nothing else', () => {
    const g = spawn(() => 1);
    for (const wrong of [undefined, null, {}, 'f', { linked: 1 }]) {
      expect(codeOf(() => g.link(wrong as unknown as () => void))).toBe('GS_NOT_A_FUNCTION');
    }
    loop.flush();
  });

  it('can be awaited, yielded and waited for, before and after it is set', async () => {
    const result = new AsyncResult<string>();
    const log: unknown[] = [];
    const wait = async () => log.push(await result);
    const yields = function* () {
      log.push(yield result);
      log.push(yield waitFor(result));
    };
    wait();
    spawn(yields);
    loop.flush();
    result.set('value');
    await settle(loop);
    await wait();
    expect(log).toEqual(['value', 'value', 'value', 'value']);
  });

  it('that failed rejects those who await it', async () => {
    const result = new AsyncResult();
    result.setException(new RangeError('no luck'));
    await expect(result).rejects.toThrow('no luck');
    expect(await result.then(null, (error) => (error as Error).message)).toBe('no luck');
  });

  it('may be set again: who was woken has what was set then', async () => {
    const result = new AsyncResult<number>();
    const first = spawn(function* () {
      return yield result.get();
    });
    loop.flush();
    result.set(1);
    result.set(2);
    result.setException(new Error('in the end'));
    loop.flush();
    expect([first.value, result.value, (result.exception as Error).message]).toEqual([1, undefined, 'in the end']);
  });

  it('takes errors only as an exception, and not itself as a value', () => {
    const result = new AsyncResult();
    expect(codeOf(() => result.setException('text' as unknown as Error))).toBe('GS_BAD_ARGUMENT');
    expect(codeOf(() => result.set(result))).toBe('GS_BAD_ARGUMENT');
    expect(result.ready()).toBe(false);
  });
});

/** Internal: not in the published types. */
interface Waitable {
  _observe(observer: Observer): void;
  _unobserve(observer: Observer): void;
}

class Note extends Observer {
  readonly told: Waitable[] = [];

  ended(source: Waitable): void {
    this.told.push(source);
  }
}

describe('an observer', () => {
  const things = [
    ['Event', () => new Event(), (thing: Event) => thing.set()],
    ['AsyncResult', () => new AsyncResult(), (thing: AsyncResult) => thing.set(1)],
    ['Semaphore', () => new Semaphore(0), (thing: Semaphore) => thing.release()],
  ] as unknown as [string, () => Waitable, (thing: Waitable) => void][];

  it.each(things)('of an unready %s is told once when it becomes ready', (_, make, ready) => {
    const [thing, note, other] = [make(), new Note(), new Note()];
    thing._observe(note);
    thing._observe(other);
    thing._unobserve(other);
    expect(note.told).toEqual([]);
    ready(thing);
    ready(thing);
    expect([note.told.length, note.told[0] === thing, other.told.length]).toEqual([1, true, 0]);
  });

  it.each(things)('of a %s that is ready is told at once', (_, make, ready) => {
    const [thing, note] = [make(), new Note()];
    ready(thing);
    thing._observe(note);
    expect(note.told.length).toBe(1);
  });

  it('of a semaphore takes no permit, and is not told while one goes to somebody in line', () => {
    const [semaphore, note] = [new Semaphore(0), new Note()];
    spawn(function* () {
      yield semaphore.acquire();
    });
    loop.flush();
    (semaphore as unknown as Waitable)._observe(note);
    semaphore.release();
    expect(note.told.length).toBe(0);
    semaphore.release();
    expect([note.told.length, semaphore.counter]).toEqual([1, 1]);
    loop.flush();
  });
});

describe('a Local', () => {
  it.each(kinds)('has a value of its own in each body of kind %s', async (kind) => {
    let nMade = 0;
    const local = new Local(() => `made ${++nMade}`);
    const log: unknown[] = [];
    const body = await bodyOf(
      kind,
      `const { local, log, name, sleep } = env;
      log.push(local.has());
      local.set(name);
      CALL(sleep(1));
      log.push(local.get(), local.delete(), local.delete(), local.has(), local.get(), local.get());`,
    );
    start(kind, body, { local, log, name: 'a', sleep });
    await settle(loop, 2);
    expect(log).toEqual([false, 'a', true, false, false, 'made 1', 'made 1']);
    local.delete();
  });

  it('keeps greenlets apart, main too, and is freed with them', async () => {
    const local = new Local<object>();
    local.set({ of: 'main' });
    const body = function* (name: string) {
      const before = local.get();
      local.set({ of: name });
      yield sleep(1);
      return [before, local.get()];
    };
    const all = ['a', 'b'].map((name) => spawn(body, name));
    loop.advance(1);
    expect(all.map((g) => g.value)).toEqual([
      [undefined, { of: 'a' }],
      [undefined, { of: 'b' }],
    ]);
    expect(local.get()).toEqual({ of: 'main' });
    expect(all.every((g) => (g as unknown as { _rare: { locals: unknown } })._rare.locals === null)).toBe(true);
    local.delete();
  });

  it('lets its value be collected when the greenlet is over, though somebody keeps the greenlet', async () => {
    const local = new Local<object>();
    const refs: WeakRef<object>[] = [];
    const kept = Array.from({ length: 10 }, () =>
      spawn(function* () {
        const value = new Array(1000).fill(0);
        refs.push(new WeakRef(value));
        local.set(value);
      }),
    );
    loop.flush();
    await settle(loop);
    (globalThis as unknown as { gc: () => void }).gc();
    expect(refs.filter((ref) => ref.deref() !== undefined).length).toBeLessThanOrEqual(1);
    expect(kept.every((g) => g.dead)).toBe(true);
  });

  it('may have an initialiser that blocks, in compiled code; one that fails leaves it without a value', async () => {
    const init = await bodyOf('compiled', 'env.sleep(1); if (env.fails) throw new Error("no luck"); return "slow";');
    const env = { sleep, fails: true };
    const local = new Local(() => init(env));
    const body = await bodyOf(
      'compiled',
      `try { env.local.get(); } catch (error) { env.log.push(error.message, env.local.has()); }
      env.env.fails = false;
      env.log.push(env.local.get(), env.local.get());`,
    );
    const log: unknown[] = [];
    spawn(body, { local, env, log });
    loop.advance(3);
    expect(log).toEqual(['no luck', false, 'slow', 'slow']);
  });

  it('refuses an initialiser that is no function', () => {
    expect(codeOf(() => new Local('value' as unknown as () => string))).toBe('GS_NOT_A_FUNCTION');
  });
});
