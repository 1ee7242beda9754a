import { fileURLToPath } from 'node:url';
import {
  type Greenlet,
  GreenletExit,
  type GreenspoolError,
  getCurrent,
  greenlet,
  joinAll,
  onError,
  run,
  sleep,
  spawn,
  waitFor,
  withSignal,
} from 'greenspool';
import { instantiate, type Program } from 'greenspool/wasm';
import { compileProgram } from 'greenspool/wasm/build';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engine } from '../../build/engine/load.js';
import { codeOf, codeOfAsync } from '../helpers/code-of.js';

const source = fileURLToPath(new URL('programs/mixed.ts', import.meta.url));
const main = getCurrent();
const log: number[] = [];
let program: Program;
let e: Program['exports'];
/** What the import `ask` does; tests replace it. */
let ask: (n: number) => unknown;
/** What the import `log`, which was not named as parking, does. */
let onLog: (n: number) => unknown;

beforeAll(async () => {
  const bytes = await compileProgram(source, {
    imports: ['env.ask*', 'env.tell'],
    runtime: (process.env.RT ?? 'incremental') as 'stub',
  });
  program = await instantiate(bytes, {
    env: {
      log: (n: number) => onLog(n),
      ask: (n: number) => ask(n),
      askF64: async (n: number) => n + 0.5,
      askI64: async (n: bigint) => n + 1n,
      askF32: (n: number) => waitFor(Promise.resolve(n + 0.25)),
      *tell() {
        yield sleep(1);
      },
    } as unknown as WebAssembly.ModuleImports,
  });
  e = program.exports;
}, 60_000);

beforeEach(() => {
  log.length = 0;
  ask = (n) => Promise.resolve(n * 2);
  onLog = (n) => void log.push(n);
});

const inGenerator = (fn: () => unknown) =>
  run(function* (): Generator<unknown, unknown, unknown> {
    return yield fn();
  });

describe('exports of a program', () => {
  it('are called like functions when they do not block', () => {
    expect(e.add(1, 2)).toBe(3);
    expect(e.add.name).toBe('add');
  });

  it('can be bodies of greenlets', async () => {
    expect(await spawn(e.work, 5)).toBe(10);
    const all: Greenlet[] = await joinAll([3, 4, 5].map((n) => spawn(e.work, n)));
    expect(all.map((g) => g.value).sort((a, b) => b - a)).toEqual([10, 6, 3]);
  });

  it('can be called in generator bodies', async () => {
    expect(await inGenerator(() => e.work(4))).toBe(6);
  });

  it('cannot block where nobody can be left; nothing is lost', async () => {
    expect(codeOf(() => e.work(2))).toBe('GS_BARRIER');
    expect(await codeOfAsync(() => spawn(() => e.work(2)))).toBe('GS_BARRIER');
    expect(await codeOfAsync(() => spawn(async () => e.work(2)))).toBe('GS_BARRIER');
    expect(codeOf(() => e.deepAsk(3, 1))).toBe('GS_BARRIER');
    expect(await spawn(e.work, 3)).toBe(3);
  });

  it('that park without a yield are an error, and their frames are given up', async () => {
    const park = () =>
      codeOfAsync(() =>
        spawn(function* () {
          e.work(2);
          yield sleep(0);
        }),
      );
    expect(await park()).toBe('GS_NOT_YIELDED');
    const before = engine().bytesUsed();
    for (let i = 0; i < 50; i++) expect(await park()).toBe('GS_NOT_YIELDED');
    expect(engine().bytesUsed()).toBe(before);
  });

  it('keep managed values of parked frames', async () => {
    const all = Array.from({ length: 20 }, (_, i) => spawn(e.keepsObjects, i));
    await joinAll(all);
    expect(all.map((g) => g.value)).toEqual(Array.from({ length: 20 }, (_, i) => `box ${i}`.length + 1));
  });
});

describe('imports that park', () => {
  it('wait for promises, at any depth', async () => {
    expect(await spawn(e.deepAsk, 0, 21)).toBe(42);
    expect(await spawn(e.deepAsk, 500, 21)).toBe(542);
  });

  it('may give their result at once', async () => {
    ask = (n) => n + 1;
    expect(e.deepAsk(2, 5)).toBe(8);
    expect(await spawn(e.deepAsk, 2, 5)).toBe(8);
  });

  it('may be generators that block, with others inside', async () => {
    function* helper(n: number): Generator<unknown, number, number> {
      yield sleep(1);
      return n * 100;
    }
    ask = function* (n: number): Generator<unknown, number, number> {
      yield sleep(1);
      const more = yield helper(n);
      return more + (yield Promise.resolve(7));
    } as (n: number) => unknown;
    expect(await spawn(e.deepAsk, 3, 2)).toBe(210);
  });

  it('may call exports of the program again', async () => {
    ask = function* (n: number): Generator<unknown, number, number> {
      return n === 0 ? 1 : yield e.deepAsk(1, n - 1);
    } as (n: number) => unknown;
    expect(await spawn(e.deepAsk, 0, 5)).toBe(6);
  });

  it('return every type', async () => {
    expect(await spawn(e.everyType, 3)).toBe(6 + 3.5 + Number((3n << 33n) + 1n) + 3.25);
  });

  it('park again and again in the same frames', async () => {
    ask = (n) => Promise.resolve(n);
    expect(await spawn(e.bounce, 50)).toBe(50);
    expect((await joinAll(Array.from({ length: 30 }, () => spawn(e.bounce, 9)))).map((g: Greenlet) => g.value)).toEqual(
      Array(30).fill(9),
    );
  });

  it('may switch to another greenlet', async () => {
    const g = spawn(function* (): Generator<unknown, unknown[], unknown> {
      const me = getCurrent();
      const inner = spawn(e.deepAsk, 2, 3);
      inner.parent = me;
      ask = (n) => me.switch(`from ask ${n}`);
      const got = yield inner.switch();
      const result = yield inner.switch(40);
      return [got, result];
    });
    expect(await g).toEqual(['from ask 3', 42]);
  });

  it('that fail end the wasm frames, and the caller gets the error', async () => {
    ask = () => Promise.reject(new Error('rejected'));
    expect(await codeOfAsync(() => spawn(e.deepAsk, 3, 1))).toBe('Error: rejected');
    ask = () => {
      throw new Error('thrown');
    };
    expect(await codeOfAsync(() => spawn(e.deepAsk, 3, 1))).toBe('Error: thrown');
    expect(codeOf(() => e.deepAsk(0, 1))).toBe('Error: thrown');
    ask = (n) => n;
    expect(await spawn(e.deepAsk, 3, 1)).toBe(4);
  });

  it('that fail after they began to park are an error that keeps the failure', async () => {
    ask = () => {
      sleep(1);
      throw new Error('after the park');
    };
    const both = [spawn(e.deepAsk, 3, 1), program.greenlet(e.spawnAsking(1))];
    await joinAll(both);
    for (const g of both) {
      expect((g.exception as GreenspoolError).code).toBe('GS_NOT_YIELDED');
      expect(((g.exception as Error).cause as Error).message).toBe('after the park');
    }
  });

  it('that drop the token are an error', async () => {
    ask = () => {
      sleep(1);
      return 5;
    };
    expect(await codeOfAsync(() => spawn(e.deepAsk, 3, 1))).toBe('GS_NOT_YIELDED');
    ask = (n) => n;
    expect(await spawn(e.deepAsk, 3, 1)).toBe(4);
  });

  it('can be killed while they wait', async () => {
    ask = () => new Promise(() => undefined);
    const g = spawn(e.deepAsk, 3, 1);
    await sleep(1);
    await g.kill();
    expect(g.dead && g.successful()).toBe(true);
  });
});

describe('imports that were not named as parking', () => {
  it.each<[string, (n: number) => unknown]>([
    ['a blocking call', () => sleep(1)],
    ['a promise', async () => 1],
  ])('cannot give way with %s', async (_, block) => {
    onLog = block;
    const codes = ['GS_BARRIER', 'GS_BARRIER', 'GS_BARRIER'];
    const started = program.greenlet(e.spawnSpins(2));
    const inside = [spawn(e.logs, 1), run(() => e.logs(1)), started];
    expect(await Promise.all(inside.map((g) => codeOfAsync(() => g)))).toEqual(codes);
    expect(codeOf(() => e.logs(1))).toBe('GS_BARRIER');
    onLog = (n) => void log.push(n);
    await spawn(e.logs, 5);
    expect(log).toEqual([5]);
  });

  it('know the greenlet that runs', async () => {
    const seen: string[] = [];
    onLog = () => seen.push(getCurrent().name.replace(/#.*/, ''));
    await program.greenlet(e.spawnSpins(1));
    await spawn(e.logs, 1);
    e.logs(1);
    expect(seen).toEqual(['wasm', 'logs', 'main']);
  });
});

describe('a signal', () => {
  it('ends what waits inside wasm, and the caller gets its reason', async () => {
    ask = () => new Promise(() => undefined);
    const before = engine().bytesUsed();
    const controller = new AbortController();
    const g = spawn(function* (): Generator<unknown, unknown, unknown> {
      try {
        yield withSignal(controller.signal, () => e.deepAsk(3, 1));
      } catch (error) {
        yield sleep(0); // it is a greenlet like any other afterwards
        return (error as Error).message;
      }
      return 'not aborted';
    });
    await sleep(1);
    controller.abort(new Error('aborted'));
    expect(await g).toBe('aborted');
    expect(engine().bytesUsed()).toBe(before);
  });

  it('ends an export that was passed itself, from async code and with a fallback', async () => {
    ask = () => new Promise(() => undefined);
    const waits = () => e.deepAsk(2, 1);
    expect(await withSignal(AbortSignal.timeout(2), waits, { fallback: 'none' })).toBe('none');
    expect(await withSignal(AbortSignal.timeout(60_000), () => e.work(4))).toBe(6);
    expect(await codeOfAsync(() => withSignal(AbortSignal.abort(new Error('before')), waits))).toBe('Error: before');
  });

  it('in an import ends that greenlet of wasm: it cannot catch', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    ask = function* (): Generator<unknown, unknown, unknown> {
      try {
        return yield withSignal(controller.signal, () => sleep(60_000));
      } finally {
        seen.push('finally');
      }
    } as (n: number) => unknown;
    const g = program.greenlet(e.spawnAsking(1));
    const other = program.greenlet(e.spawnSpins(1));
    await sleep(1);
    controller.abort(new Error('aborted'));
    expect(await codeOfAsync(() => g)).toBe('Error: aborted');
    expect([seen, await other]).toEqual([['finally'], undefined]);
  });

  it('in a later import ends it as well', async () => {
    const controller = new AbortController();
    ask = (n) => withSignal(controller.signal, () => (n === 1 ? 1 : new Promise(() => undefined)));
    const g = program.greenlet(e.spawnAsking(1));
    await sleep(1);
    controller.abort(new Error('second answer'));
    expect(await codeOfAsync(() => g)).toBe('Error: second answer');
  });
});

describe('greenlets that the program spawns', () => {
  it('run, sleep and are joined inside wasm', async () => {
    await spawn(e.spawnTwo);
    expect(log).toEqual([2, 1, 10, 20, 99]);
  });

  it('share the hub with those of JS', async () => {
    e.spawnSpins(3);
    await run(function* () {
      for (let i = 10; i < 13; i++) {
        log.push(i);
        yield sleep(0);
      }
    });
    expect(log).toEqual([0, 10, 1, 11, 2, 12]);
  });

  it('may be parked by imports of JS, several times', async () => {
    ask = (n) => new Promise((resolve) => setTimeout(resolve, 1, n));
    const g = program.greenlet(e.spawnAsking(20));
    await g;
    expect(log).toEqual([41]);
  });

  it('that are killed in an import run its finally blocks from JS, and are gone at once from wasm', async () => {
    const seen: string[] = [];
    ask = function* (n: number): Generator<unknown, number, unknown> {
      try {
        yield e.deepAsk(2, n + 1); // a segment of its own inside
      } finally {
        seen.push(`finally ${n}`);
      }
      return n;
    } as (n: number) => unknown;
    const inner = ask;
    const before = engine().bytesUsed();
    ask = (n) => (n % 10 === 0 ? inner(n) : new Promise(() => undefined));
    const [g, id] = [program.greenlet(e.spawnAsking(10)), e.spawnAsking(20)];
    const h = program.greenlet(id);
    await sleep(1);
    await g.kill();
    e.killIt(id);
    expect([seen, g.dead, h.dead, h.value instanceof GreenletExit]).toEqual([['finally 10'], true, true, true]);
    expect(engine().bytesUsed()).toBe(before);
  });

  it('end with no value, as their bodies return nothing', async () => {
    ask = (n) => n;
    expect(await program.greenlet(e.spawnAsking(3))).toBe(undefined);
  });

  it('may be parked by generators', async () => {
    ask = function* (n: number): Generator<unknown, number, unknown> {
      yield sleep(1);
      expect(getCurrent().name).toMatch(/^wasm#/);
      return n;
    } as (n: number) => unknown;
    await program.greenlet(e.spawnAsking(3));
    expect(log).toEqual([7]);
  });

  it('end with the error of an import', async () => {
    ask = () => Promise.reject(new Error('no answer'));
    const g = program.greenlet(e.spawnAsking(1));
    expect(await codeOfAsync(() => g)).toBe('Error: no answer');
    ask = () => {
      throw new Error('thrown at once');
    };
    const h = program.greenlet(e.spawnAsking(1));
    expect(await codeOfAsync(() => h)).toContain('thrown at once');
  });

  it('that trap are over; the hub and the others go on', async () => {
    const other = spawn(e.work, 10);
    const [a, b] = [program.greenlet(e.spawnTrap(0)), program.greenlet(e.spawnTrap(1))];
    expect(await codeOfAsync(() => a)).toBe('GS_WASM_TRAP');
    expect(await codeOfAsync(() => b)).toBe('GS_WASM_TRAP');
    expect(((a.exception as Error).cause as Error).message).toMatch(/unreachable/);
    expect(((b.exception as Error).cause as Error).message).toMatch(/divide/);
    expect(await other).toBe(45);
  });

  it('that trap unobserved are reported', async () => {
    const seen: unknown[] = [];
    const before = onError((error) => seen.push((error as GreenspoolError).code));
    e.spawnTrap(0);
    await sleep(10);
    onError(before);
    expect(seen).toEqual(['GS_WASM_TRAP']);
  });

  it('can be killed from JS and from wasm', async () => {
    const g = program.greenlet(e.spawnSleeper(150));
    await sleep(1);
    const error = new Error('because');
    await g.kill(error);
    expect(g.exception).toBe(error);
    const id = e.spawnSleeper(150);
    await sleep(1);
    e.killIt(id);
    await sleep(200);
    expect(log).toEqual([]);
  });

  it('that wait inside wasm refuse a switch and go on', async () => {
    const g = program.greenlet(e.spawnSleeper(20));
    await sleep(1);
    expect(codeOf(() => g.switch(1))).toBe('GS_WASM_BUSY');
    expect(codeOf(() => g.throw(new Error('no')))).toBe('GS_WASM_BUSY');
    const child = spawn(() => 'child');
    child.parent = g;
    await child;
    await g;
    expect(log).toEqual([20]);
  });

  it('that wait in an import can be switched to, thrown into, and get what a child returns', async () => {
    ask = () => new Promise(() => undefined);
    const [a, b] = [program.greenlet(e.spawnAsking(1)), program.greenlet(e.spawnAsking(1))];
    await sleep(1);
    ask = (n) => n;
    expect(codeOf(() => a.switch(40))).toBe('GS_MAIN_BLOCKED');
    expect(codeOf(() => b.throw(new Error('thrown in')))).toBe('GS_MAIN_BLOCKED');
    expect(await codeOfAsync(() => b)).toBe('Error: thrown in');
    await a;
    expect(log).toEqual([42]);
    ask = function* (n: number): Generator<unknown, number, number> {
      const child = greenlet(function* () {
        yield sleep(2);
        return n * 100;
      });
      return yield child.switch();
    } as (n: number) => unknown;
    await program.greenlet(e.spawnAsking(1));
    expect(log).toEqual([42, 300]);
  });

  it('can end themselves from an import', async () => {
    let id = 0n;
    onLog = (n) => (n === 1 ? program.greenlet(id).kill() : void log.push(n));
    id = e.spawnSpins(3);
    const g = program.greenlet(id);
    await g.join();
    expect([log, g.value instanceof GreenletExit]).toEqual([[0], true]);
  });

  it('fail when an import ends with a value of the wrong type, and nothing is left of them', async () => {
    ask = () => Promise.resolve(Symbol.iterator);
    for (const g of [program.greenlet(e.spawnAsking(1)), spawn(e.deepAsk, 5, 1)]) {
      expect(await codeOfAsync(() => g)).toBe('GS_BAD_ARGUMENT');
    }
  });

  it('have ids that are stale after the end', async () => {
    const id = e.spawnSleeper(1);
    await program.greenlet(id);
    expect(codeOf(() => program.greenlet(id))).toBe('GS_STALE_ID');
    expect(codeOf(() => program.greenlet(123456789012345n))).toBe('GS_STALE_ID');
    expect(codeOf(() => program.greenlet(0))).toBe('GS_STALE_ID');
  });
});

describe('traps in exports', () => {
  it('end that greenlet with a coded error that keeps the trap', async () => {
    const g = spawn(e.trapNow, 0);
    expect(await codeOfAsync(() => g)).toBe('GS_WASM_TRAP');
    expect((g.exception as Error).cause).toBeInstanceOf(WebAssembly.RuntimeError);
    expect(await spawn(e.trapNow, 7)).toBe(7);
  });

  it('carry the message of the program', async () => {
    const g = spawn(e.fails);
    await g.join();
    expect((g.exception as Error).message).toContain('a message of the program');
  });
});

describe('a second engine', () => {
  it('is refused', async () => {
    expect(await codeOfAsync(() => instantiate(new Uint8Array()))).toBe('GS_ENGINE_IN_USE');
    expect(main.dead).toBe(false);
  });
});
