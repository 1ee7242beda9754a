/** What goes to a thread and what comes back: values, functions, errors, stacks; from every kind of body. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { joinAll, spawn } from 'greenspool';
import { IncompleteRead } from 'greenspool/net';
import { pool as defaultPool, ThreadPool, threadFunction, transfer } from 'greenspool/threads';
import { afterAll, describe, expect, it } from 'vitest';
import { bodyOf, kinds, start } from '../helpers/bodies.ts';
import { Custom } from './work.mjs';

const work = new URL('./work.mjs', import.meta.url);
const blocking = new URL('./blocking.mjs', import.meta.url);
const named = (name: string) => threadFunction(work, name);
const pool = new ThreadPool({ size: 2, errors: [Custom] });

afterAll(() => Promise.all([pool.close(), defaultPool.close()]));

/** What a call throws. */
async function failure(call: () => unknown): Promise<Error & Record<string, unknown>> {
  try {
    return { name: 'nothing', message: `it ended with ${await call()}` };
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
}

describe('apply', () => {
  it.each(kinds)('blocks for the result in a %s body', async (kind) => {
    const body = await bodyOf(
      kind,
      'return [CALL(env.pool.apply(env.square, [6])), CALL(env.pool.apply(env.gen, [1]))]',
    );
    expect(await start(kind, body, { pool, square: named('square'), gen: threadFunction(blocking, 'gen') })).toEqual([
      36, 2,
    ]);
  });

  it.each(kinds)('throws the error of the job at the call in a %s body', async (kind) => {
    const text = 'try { CALL(env.pool.apply(env.fail, ["custom"])) } catch (error) { return [error.message, env.n] }';
    const body = await bodyOf(kind, text);
    expect(await start(kind, body, { pool, fail: named('fail'), n: 7 })).toEqual(['too deep', 7]);
  });

  it('runs functions of modules, in every way to name them', async () => {
    const ways = [
      named('square'),
      { module: work, export: 'square' },
      { module: work.href, export: 'square' },
      { module: work.pathname, export: 'square' },
    ];
    expect(await Promise.all(ways.map((way) => pool.apply(way as never, [3] as never)))).toEqual([9, 9, 9, 9]);
    expect(await pool.apply({ module: work })).toBe('default');
    expect(await named('square')(5)).toBe(25);
    expect(await pool.apply({ module: 'node:path', export: 'basename' }, ['/a/b.c', '.c'])).toBe('b');
  });

  it('runs functions that use nothing of their surroundings', async () => {
    const methods = {
      double(n: number) {
        return n * 2;
      },
      async later(n: number) {
        return n;
      },
    };
    expect(await pool.apply((a: number, b: number) => a + b, [1, 2])).toBe(3);
    expect(await pool.apply(methods.double, [4])).toBe(8);
    expect(await pool.apply(methods.later, [4])).toBe(4);
    const importing = new Function('return import("greenspool").then(({ sleep }) => sleep.name)') as () => unknown;
    expect(await pool.apply(importing)).toBe('sleep'); // from the current folder, without a warning
    expect(await pool.apply(() => undefined)).toBe(undefined);
  });

  it('gives a spawned job as a greenlet', async () => {
    const [g, other] = [pool.spawn(named('square'), [3]), pool.spawn(named('fail'), ['all'])];
    expect(g.name).toBe('square in a thread');
    await joinAll([g, other]);
    expect([g.value, (other.exception as Error).message]).toEqual([9, 'both']);
  });

  it('clones values, also those with classes of the language in them', async () => {
    const value = { map: new Map([['a', new Set([1n])]]), date: new Date(5), list: [undefined, null, NaN], re: /x/g };
    expect(await pool.apply((x) => x, [value])).toEqual(value);
    expect(await pool.apply((x) => [x, x], [new Uint8Array([1, 2])])).toEqual([
      new Uint8Array([1, 2]),
      new Uint8Array([1, 2]),
    ]);
  });

  it('takes the arguments as they are at the call, also when the job has to wait', async () => {
    const list = [1];
    const all = Array.from({ length: 5 }, () => pool.apply(named('sum'), [list]));
    list.push(1000);
    expect(await Promise.all(all)).toEqual([1, 1, 1, 1, 1]);
  });

  it('hands over what is to be transferred, both ways', async () => {
    const bytes = new Uint8Array(1000);
    expect(await pool.apply(named('keep'), [bytes], { transfer: [bytes.buffer] })).toBe(1000);
    expect(bytes.byteLength).toBe(0);
    expect((await pool.apply(threadFunction(blocking, 'zeros'), [10])) as Uint8Array).toEqual(new Uint8Array(10));
    expect(() => transfer(1, 'x' as never)).toThrow(expect.objectContaining({ code: 'GS_BAD_ARGUMENT' }));
  });

  it('keeps the asynchronous context of the caller', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen = await storage.run('mine', () =>
      spawn(function* () {
        yield pool.apply(named('square'), [1]);
        return storage.getStore();
      }),
    );
    expect(seen).toBe('mine');
  });
});

describe('an error of a job', () => {
  it('keeps its class, message, code, properties and cause', async () => {
    const error = await failure(() => pool.apply(named('fail'), ['custom']));
    expect(error).toBeInstanceOf(Custom);
    expect(error).toMatchObject({ message: 'too deep', code: 'CUSTOM', name: 'RangeError' });
    expect(error.where).toContain('depth: 2'); // it cannot be cloned, so it is shown
    expect(error.cause).toBeInstanceOf(TypeError);
    expect((error.cause as Error).cause).toBe('text');
  });

  it('is of the nearest class that is known', async () => {
    const error = await failure(() => named('fail')('custom'));
    expect(error).toBeInstanceOf(RangeError);
    expect(error).not.toBeInstanceOf(Custom);
    expect(error).toMatchObject({ code: 'CUSTOM' });
    const ours = await failure(() => pool.apply(threadFunction(blocking, 'breakOff')));
    expect(ours).toBeInstanceOf(IncompleteRead);
    expect(ours).toMatchObject({ name: 'IncompleteRead', received: 3, code: 'GS_INCOMPLETE_READ' });
  });

  it('may be several, of the host, or no error at all', async () => {
    const all = (await failure(() => pool.apply(named('fail'), ['all']))) as unknown as AggregateError;
    expect(all).toBeInstanceOf(AggregateError);
    expect(all.errors.map((one) => [one.constructor, one.message])).toEqual([
      [TypeError, 'one'],
      [Error, 'two'],
    ]);
    const dom = await failure(() => pool.apply(named('fail'), ['dom']));
    expect(dom).toBeInstanceOf(DOMException);
    expect(dom.name).toBe('AbortError');
    expect(await failure(() => pool.apply(named('fail'), ['value']))).toEqual({ plain: [1, 2] });
    expect(await failure(() => pool.apply(named('fail'), ['function']))).toMatch(/^\[Function/);
    expect(await failure(() => pool.apply(named('fail'), ['undefined']))).toBe(undefined);
    expect(await failure(() => pool.apply(named('fail'), ['cyclic']))).toMatchObject({ message: 'cyclic' });
  });

  it('shows the stack of the thread, then that of the caller, and nothing of ours', async () => {
    async function asking() {
      return await pool.apply(named('fail'), ['custom']);
    }
    const { stack } = await failure(asking);
    const lines = (stack as string).split('\n').slice(1);
    expect(lines[0]).toMatch(/at fail .*work\.mjs:\d+/);
    expect(lines[1]).toBe('    at async a thread (fail)');
    expect(lines[2]).toMatch(/at asking .*apply\.test\.ts:\d+/);
    expect(stack).not.toMatch(/tinypool|build[/\\]threads/);
  });

  it('shows the callers of a compiled function, those on the heap too', async () => {
    const text = `
      const inner = () => { CALL(env.pause()); return CALL(env.pool.apply(env.fail, ['custom'])) + 1 };
      const outer = () => inner() + 1;
      try { outer() } catch (error) { return error.stack }`;
    const pause = () => Promise.resolve();
    const { waitFor } = await import('greenspool');
    const body = await bodyOf('compiled', text);
    const stack = (await spawn(body, { pool, fail: named('fail'), pause: () => waitFor(pause()) })) as string;
    const names = stack.split('\n').flatMap((line) => /at (?:async )?(\S+|a thread) \(/.exec(line)?.[1] ?? []);
    expect(names).toEqual(['fail', 'a thread', 'inner', 'outer', 'body']);
  });
});

describe('what cannot be sent', () => {
  const top = 1;

  it('is a function that uses a variable of its surroundings', async () => {
    const error = await failure(() => pool.apply(() => top + 1));
    expect(error).toMatchObject({ code: 'GS_THREAD_FUNCTION', cause: expect.any(ReferenceError) });
    expect(error.message).toContain('it uses a variable of its surroundings: top.');
    const required = await failure(() => pool.apply(new Function('return __filename') as () => unknown));
    expect(required.message).toContain('it uses a variable of its surroundings: __filename.');
  });

  it('is a native or bound function, a class, a method that uses private names', async () => {
    const secret = new (class {
      #n = 1;
      read() {
        return this.#n;
      }
    })();
    const bad = [Math.max, (() => 1).bind(null), class A {}, new Proxy(() => 1, {})];
    for (const one of bad)
      expect(() => pool.apply(one as never)).toThrow(expect.objectContaining({ code: 'GS_THREAD_FUNCTION' }));
    const error = await failure(() => pool.apply(secret.read));
    expect(error).toMatchObject({ code: 'GS_THREAD_FUNCTION', cause: expect.any(SyntaxError) });
  });

  it('is an argument that cannot be cloned, which the error names', async () => {
    const calls = [
      () => pool.apply((...all: unknown[]) => all, [1, () => 2]),
      () => Promise.all([1, 2, 3, 4].map(() => pool.apply((...all: unknown[]) => all, [1, spawn(() => 1)]))),
    ];
    for (const call of calls) {
      const error = await failure(call);
      expect(error).toMatchObject({ code: 'GS_THREAD_CLONE' });
      expect(error.message).toContain('argument 2 cannot be sent to another thread');
    }
    expect(await pool.apply(named('square'), [2])).toBe(4);
  });

  it('is a result that cannot be cloned', async () => {
    const error = await failure(() => pool.apply(() => ({ a: () => 1 })));
    expect(error).toMatchObject({
      code: 'GS_THREAD_CLONE',
      message: expect.stringContaining('its result cannot be sent'),
    });
    const detached = await failure(() =>
      pool.apply(() => {
        const bytes = new Uint8Array(8);
        structuredClone(bytes, { transfer: [bytes.buffer] });
        return bytes;
      }),
    );
    expect(detached).toMatchObject({ code: 'GS_THREAD_CLONE' });
  });

  it('is an export that is not there, or a module that cannot be loaded', async () => {
    const missing = await failure(() => pool.apply({ module: work, export: 'notAFunction' }));
    expect(missing).toMatchObject({ code: 'GS_THREAD_FUNCTION', message: expect.stringContaining('square, sum') });
    const nowhere = await failure(() => pool.apply({ module: new URL('./nowhere.mjs', import.meta.url) }));
    expect(nowhere).toMatchObject({ code: 'GS_THREAD_FUNCTION', cause: { code: 'ERR_MODULE_NOT_FOUND' } });
  });

  it('is a function of a module that starts jobs when it is loaded', async () => {
    const error = await failure(() => pool.apply({ module: new URL('./self.mjs', import.meta.url), export: 'twice' }));
    expect(error).toMatchObject({ code: 'GS_THREAD_FUNCTION', cause: { code: 'GS_THREAD_LOADING' } });
  });

  it('are arguments of the wrong kind', () => {
    const bad: (() => unknown)[] = [
      () => pool.apply(1 as never),
      () => pool.apply((x) => x, 1 as never),
      () => pool.apply({ module: './work.mjs' }),
      () => pool.apply({ module: 1 as never }),
      () => pool.apply({ module: work, export: '' }),
      () => pool.apply(() => 1, [], { timeout: -1 }),
      () => pool.apply(() => 1, [], { signal: {} as never }),
      () => pool.apply(() => 1, [], { transfer: {} as never }),
      () => pool.apply(() => 1, [], null as never),
      () => pool.map(() => 1, [1], null as never),
      () => pool.map(() => 1, [1], { concurrency: 0 }),
      () => new ThreadPool({ size: 0 }),
      () => new ThreadPool({ maxQueue: -1 }),
      () => new ThreadPool({ idleTimeout: NaN }),
      () => new ThreadPool({ errors: [Map as never] }),
    ];
    for (const call of bad) expect(call, String(call)).toThrow(expect.objectContaining({ code: 'GS_BAD_ARGUMENT' }));
  });
});
