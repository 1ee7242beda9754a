import { AsyncLocalStorage } from 'node:async_hooks';
import { getCurrent, greenlet, joinAll, run, sleep, spawn } from 'greenspool';
import { describe, expect, it } from 'vitest';

const scopeOf = (g: unknown) => (g as { scope: unknown }).scope;

describe('AsyncLocalStorage', () => {
  const { run: nativeRun } = AsyncLocalStorage.prototype;
  const storage = new AsyncLocalStorage<string>();

  it('costs nothing until its first use, and its methods are its own again afterwards', () => {
    expect(scopeOf(spawn(() => 1))).toBe(null);
    expect(storage.getStore()).toBe(undefined);
    expect(AsyncLocalStorage.prototype.run).not.toBe(nativeRun);
    expect(AsyncLocalStorage.prototype.run.name).toBe('run');
    expect(scopeOf(spawn(() => 1))).not.toBe(null);
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
