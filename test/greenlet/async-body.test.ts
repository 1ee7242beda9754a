import { type Greenlet, GreenletExit, getCurrent, greenlet, joinAll, run, sleep, spawn, waitFor } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { codeOfAsync } from '../helpers/code-of.js';

describe('an async body', () => {
  it('is awaited and its calls return promises', async () => {
    const g = spawn(async (a: number) => {
      await sleep(1);
      const b = await waitFor(Promise.resolve(2));
      return a + b;
    }, 1);
    expect(await g).toBe(3);
  });

  it('is the current greenlet before and after every await', async () => {
    const seen: boolean[] = [];
    const g: Greenlet = spawn(async () => {
      seen.push(getCurrent() === g);
      await sleep(1);
      seen.push(getCurrent() === g);
      await Promise.resolve();
      await null;
      seen.push(getCurrent() === g);
    });
    const h: Greenlet = spawn(async () => {
      await sleep(1);
      seen.push(getCurrent() === h);
    });
    await joinAll([g, h]);
    expect(seen).toEqual([true, true, true, true]);
    expect(getCurrent().name).toBe('main');
  });

  it('may be what a plain function returns', async () => {
    const work = async (x: number) => {
      await null;
      await sleep(1);
      return x;
    };
    expect(await spawn(() => work(5))).toBe(5);
    // its first part runs inside the plain function, where nothing can wait
    expect(await codeOfAsync(() => spawn(() => (async () => sleep(1))()))).toBe('GS_BARRIER');
  });

  it('may wait for several things at once', async () => {
    const g = spawn(async () => {
      const [, value] = await Promise.all([sleep(1), waitFor(Promise.resolve('x')), sleep(2)]);
      return value;
    });
    expect(await g).toBe('x');
  });

  it('switches with another async body, values both ways', async () => {
    const seen: unknown[] = [];
    const a: Greenlet = greenlet(async (first: string) => {
      seen.push(first);
      seen.push(await b.switch('to b'));
      return 'a is over';
    });
    const b: Greenlet = greenlet(async (first: string) => {
      seen.push(first);
      await a.switch('to a');
    });
    a.start();
    expect(await a).toBe('a is over');
    expect(seen).toEqual([undefined, 'to b', 'to a']);
  });

  it('switches with a generator body, values both ways', async () => {
    const seen: unknown[] = [];
    const result = await run(async () => {
      const me = getCurrent();
      const g = greenlet(function* (v: number): Generator<unknown, string, number> {
        let got = v;
        for (let i = 0; i < 3; i++) got = yield me.switch(got * 2);
        return 'over';
      });
      for (let i = 1; i <= 3; i++) seen.push(await g.switch(i));
      return await g.switch(0);
    });
    expect(seen).toEqual([2, 4, 6]);
    expect(result).toBe('over');
  });

  it('that fails gives its error to whoever waits', async () => {
    const g = spawn(async () => {
      await sleep(1);
      throw new Error('async');
    });
    await expect(g.then()).rejects.toThrow('async');
    expect(g.exception).toBeInstanceOf(Error);
  });

  it('that is killed in a wait runs its finally blocks', async () => {
    const seen: string[] = [];
    const g = spawn(async () => {
      try {
        await sleep(10_000);
        seen.push('step');
      } finally {
        seen.push('finally');
      }
    });
    await sleep(1);
    expect(await g.kill()).toBe(true);
    expect(seen).toEqual(['finally']);
    expect(g.value).toBeInstanceOf(GreenletExit);
  });

  it('that is killed in a promise of somebody else is over at once; its code goes on to the next blocking call', async () => {
    const seen: string[] = [];
    const g = spawn(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push('after the foreign promise');
      await sleep(1);
      seen.push('never');
    });
    await sleep(1);
    expect(await g.kill()).toBe(true);
    expect(seen).toEqual([]);
    await sleep(20);
    expect(seen).toEqual(['after the foreign promise']);
    expect(g.value).toBeInstanceOf(GreenletExit);
  });

  it('cannot be switched to while it awaits something else', async () => {
    const g = spawn(async () => sleep(5));
    await sleep(1);
    expect(await codeOfAsync(async () => g.switch())).toBe('GS_ASYNC_BUSY');
    await g;
  });

  it('that switches to one that dies before gets an error', async () => {
    const code = await run(async () => {
      const other = greenlet(() => 1);
      const promise = other.switch();
      other.kill(undefined, { block: false });
      return codeOfAsync(() => promise);
    });
    expect(code).toBe('GS_DEAD');
  });
});

describe('main', () => {
  it('gets promises from blocking calls', async () => {
    const start = performance.now();
    await sleep(5);
    expect(performance.now() - start).toBeGreaterThan(4);
    expect(await waitFor(Promise.resolve(1))).toBe(1);
    expect(await spawn(() => 2).get()).toBe(2);
    expect(await spawn(() => 2).join()).toBe(true);
    await expect(waitFor(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('may wait for any number of things at once', async () => {
    const done: number[] = [];
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        await sleep(i % 7);
        done.push(i);
      }),
    );
    expect(done).toHaveLength(100);
  });
});
