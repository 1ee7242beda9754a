import { AsyncLocalStorage } from 'node:async_hooks';
import { getCurrent, greenlet, joinAll, run, sleep, spawn, waitFor } from 'greenspool';
import { describe, expect, it } from 'vitest';

const scopeOf = (g: unknown) => (g as { _scope: unknown })._scope;

let open: () => void = () => undefined;
const opened = new Promise<void>((resolve) => {
  open = resolve;
});

/** Spawned before anything used a storage; looks at it while requests come and go. */
const early = spawn(function* () {
  const seen: unknown[] = [];
  yield waitFor(opened);
  seen.push(late.getStore());
  yield sleep(5);
  seen.push(late.getStore());
  return seen;
});
const late = new AsyncLocalStorage<string>();

function* request() {
  yield sleep(20); // arms the hub's timer in its own context
}

/** Another library that wraps a method, after greenspool was loaded and before the first use. */
let nWrapped = 0;
const { getStore } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.getStore = function (this: AsyncLocalStorage<unknown>) {
  nWrapped++;
  return getStore.call(this);
};

describe('AsyncLocalStorage', () => {
  const { run: nativeRun } = AsyncLocalStorage.prototype;
  const storage = new AsyncLocalStorage<string>();

  it('costs nothing until its first use, and its methods are its own again afterwards', () => {
    expect(scopeOf(spawn(() => 1))).toBe(null);
    expect(storage.getStore()).toBe(undefined);
    expect(AsyncLocalStorage.prototype.run).not.toBe(nativeRun);
    expect(AsyncLocalStorage.prototype.run.name).toBe('run');
    late.run('request', () => {
      spawn(request);
      open();
    });
    expect(scopeOf(spawn(() => 1))).not.toBe(null);
  });

  it('of others is not seen by a greenlet from before the first use', async () => {
    expect(await early).toEqual([undefined, undefined]);
  });

  it('that somebody else has wrapped since stays wrapped', () => {
    // the wrapper was put on before the first use (at the top of this file), ours was below it
    const calls = nWrapped;
    storage.getStore();
    expect(nWrapped).toBe(calls + 1);
  });

  it('is inherited at spawn and restored at every resume', async () => {
    const seen: unknown[] = [];
    function* worker(name: string) {
      for (let i = 0; i < 3; i++) {
        seen.push([name, storage.getStore()]);
        yield sleep(i);
      }
    }
    const all = ['a', 'b', 'c'].map((name) => storage.run(`store ${name}`, () => spawn(worker, name)));
    await joinAll(all);
    expect(seen).toHaveLength(9);
    for (const [name, store] of seen as [string, string][]) expect(store).toBe(`store ${name}`);
    expect(storage.getStore()).toBe(undefined);
  });

  it('is each greenlet’s own when they switch to each other', () => {
    const main = getCurrent();
    const seen: unknown[] = [];
    const body = function* () {
      for (;;) {
        seen.push(storage.getStore());
        yield main.switch();
      }
    };
    const a = storage.run('a', () => greenlet(body));
    const b = storage.run('b', () => greenlet(body));
    for (let i = 0; i < 2; i++) {
      a.switch();
      b.switch();
    }
    storage.run('main', () => a.switch());
    expect(seen).toEqual(['a', 'b', 'a', 'b', 'a']);
  });

  it('reaches children and async bodies', async () => {
    const result = await storage.run('outer', () =>
      run(function* (): Generator<unknown, unknown, unknown> {
        const child = yield spawn(() => storage.getStore());
        const later = yield spawn(async () => {
          await sleep(1);
          return storage.getStore();
        });
        return [child, later];
      }),
    );
    expect(result).toEqual(['outer', 'outer']);
  });
});
