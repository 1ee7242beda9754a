/** Callbacks of timers that are greenlets. */
import timers from 'node:timers';
import { promisify } from 'node:util';
import { Event, getCurrent, sleep, spawn } from 'greenspool';
import { patch, unpatch } from 'greenspool/monkey';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compiledModule } from './compiled.ts';

const natives = { setTimeout, setInterval, setImmediate };
const { nap } = await compiledModule(`export function nap(sleep, log, name, ms = 1) {
  log.push(name + ' in');
  sleep(ms);
  log.push(name + ' out');
}`);

beforeEach(() => patch('timers'));
afterEach(() => {
  unpatch('timers');
  expect([setTimeout, setInterval, setImmediate]).toEqual(Object.values(natives));
});

const until = async (isTrue: () => boolean) => {
  while (!isTrue()) await new Promise((resolve) => natives.setImmediate(resolve));
};

/** What happens in one turn of timers: order, arguments, ticks and microtasks between them. */
async function turn(): Promise<unknown[]> {
  const log: unknown[] = [];
  const note = (what: unknown) => log.push(what);
  function callback(this: unknown, ...args: unknown[]): unknown {
    note([...args, (this as object)?.constructor.name]);
    process.nextTick(note, `tick of ${args[0]}`);
    queueMicrotask(() => note(`microtask of ${args[0]}`));
    return Promise.resolve(1);
  }
  const interval = setInterval(
    (name) => {
      callback.call(interval, name);
      clearInterval(interval);
    },
    1,
    'interval',
  );
  setTimeout(callback, 1, 'a', 1, 2);
  timers.setTimeout(callback, 1, 'b');
  const cleared = setTimeout(note, 1, 'never');
  setTimeout(callback, 1, 'c').ref();
  clearTimeout(cleared);
  const start = performance.now();
  while (performance.now() < start + 3);
  await new Promise((resolve) => natives.setTimeout(resolve, 2));
  await new Promise((resolve) => {
    clearImmediate(setImmediate(note, 'never'));
    setImmediate(callback, 'immediate');
    setImmediate(resolve);
  });
  return log;
}

describe('a callback that does not block', () => {
  it('is called in the same order, with the same arguments and `this`, among the same ticks and microtasks', async () => {
    const patched = await turn();
    unpatch('timers');
    expect(patched).toEqual(await turn());
    expect(patched).toHaveLength(15);
  });

  it('is refused as ever if it is none, and promisify works', async () => {
    expect(() => setTimeout(7 as unknown as () => void, 1)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
    );
    expect(await promisify(setTimeout)(1, 'value')).toBe('value');
    expect(await promisify(setImmediate)('value')).toBe('value');
  });

  it('is not run as a greenlet if it is async, and a generator function does not run', async () => {
    const main = getCurrent();
    const seen: unknown[] = [];
    let ofAsync: unknown;
    setImmediate(async () => {
      ofAsync = getCurrent() === main;
      await sleep(1);
      seen.push('async'); // maybe before the last one, when the machine is slow
    });
    setImmediate(function* () {
      seen.push('never');
    } as () => void);
    setImmediate(() => seen.push(getCurrent() === main));
    await until(() => seen.length > 1);
    expect([ofAsync, seen.includes('async'), seen.includes(false), seen.length]).toEqual([true, true, true, 2]);
  });
});

describe('a callback that blocks', () => {
  it('lets the others run', async () => {
    const log: string[] = [];
    const both = new Event();
    const wait = () => both.wait();
    setTimeout(nap!, 1, wait, log, 'a');
    setImmediate(nap!, wait, log, 'b');
    await until(() => log.length === 2);
    expect(log.sort()).toEqual(['a in', 'b in']);
    both.set();
    await until(() => log.length === 4);
    expect(log.slice(2).sort()).toEqual(['a out', 'b out']);
  });

  it('delays the next turn of its interval', async () => {
    const log: string[] = [];
    const interval = setInterval(nap!, 1, sleep, log, 'i', 4);
    await until(() => log.length >= 6);
    clearInterval(interval);
    expect(log.slice(0, 6)).toEqual(['i in', 'i out', 'i in', 'i out', 'i in', 'i out']);
    await sleep(6);
  });

  it('may be killed', async () => {
    const log: string[] = [];
    let inside: import('greenspool').Greenlet | undefined;
    const { f } = await compiledModule(
      'export function f(env) { env.seen(env.getCurrent()); env.nap(env.sleep, env.log, "x", 1000); }',
    );
    setImmediate(f!, {
      seen: (g: typeof inside) => {
        inside = g;
      },
      getCurrent,
      nap,
      sleep,
      log,
    });
    await until(() => log.length === 1);
    await inside!.kill();
    expect([log, inside!.dead]).toEqual([['x in'], true]);
  });
});

describe('an error in a callback', () => {
  it.each([0, 1])('is an uncaught exception, at once or after %i ms', async (ms) => {
    const { f } = await compiledModule(
      'export function f(sleep, ms) { if (ms > 0) sleep(ms); throw new Error("in a timer"); }',
    );
    const caught: unknown[] = [];
    const others = process.rawListeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error, origin) => caught.push(error.message, origin));
    try {
      setTimeout(f!, 1, sleep, ms);
      await until(() => caught.length > 0);
      const after = await new Promise((resolve) => setTimeout(resolve, 1, 'others go on'));
      expect([caught, after]).toEqual([['in a timer', 'uncaughtException'], 'others go on']);
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const one of others) process.on('uncaughtException', one as () => void);
    }
  });
});

it('leaves the timers of the hub alone', async () => {
  const g = spawn(nap!, sleep, [], 'hub', 2);
  await g;
  expect(g.successful()).toBe(true);
});
