/** WebAssembly programs wait in locks and queues of JavaScript through their imports, and are as fair and as careful there. */
import { fileURLToPath } from 'node:url';
import { type Greenlet, joinAll, Queue, Semaphore, sleep, spawn } from 'greenspool';
import { instantiate, type Program } from 'greenspool/wasm';
import { compileProgram } from 'greenspool/wasm/build';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../wasm/programs/mixed.ts', import.meta.url));
const log: number[] = [];
let program: Program;
let e: Program['exports'];
let ask: (n: number) => unknown;

beforeAll(async () => {
  const bytes = await compileProgram(source, { imports: ['env.ask*', 'env.tell'] });
  const none = () => 0;
  const env = {
    log: (n: number) => log.push(n),
    ask: (n: number) => ask(n),
    askF64: none,
    askI64: () => 0n,
    askF32: none,
    tell: none,
  };
  program = await instantiate(bytes, { env } as unknown as WebAssembly.Imports);
  e = program.exports;
}, 60_000);

beforeEach(() => {
  log.length = 0;
});

/** Lets everybody run until all wait. */
const turns = async () => {
  for (let i = 0; i < 5; i++) await sleep(0);
};

/** The two ways in which a program runs: as the body of a greenlet, and as a greenlet that it has spawned itself. */
const ways: [string, (n: number) => Greenlet][] = [
  ['an export that is a body', (n) => spawn(e.deepAsk, 3, n)],
  ['a greenlet of the program', (n) => program.greenlet(e.spawnAsking(n))],
];

describe.each(ways)('%s', (way, start) => {
  const nAsked = way.startsWith('a greenlet') ? 2 : 1;

  it('waits for items, which come in the order they were put', async () => {
    const queue = new Queue<number>();
    ask = () => queue.get();
    const all = [start(1), start(2)];
    await turns();
    expect(all.some((g) => g.dead)).toBe(false);
    for (let i = 1; i <= 2 * nAsked; i++) queue.put(i);
    await joinAll(all);
    expect(nAsked === 1 ? all.map((g) => g.value) : log).toEqual(nAsked === 1 ? [4, 5] : [1 + 3, 2 + 4]);
  });

  it('has what is there at once', async () => {
    const queue = new Queue<number>(0, { items: [1, 2] });
    ask = () => queue.get();
    const g = start(0);
    await g.join();
    expect(nAsked === 1 ? g.value : log[0]).toBe(nAsked === 1 ? 4 : 3);
  });

  it('is told of a timeout by a number', async () => {
    const semaphore = new Semaphore(0);
    ask = () => semaphore.acquire({ timeout: 1 });
    const g = start(0);
    await g.join();
    expect(nAsked === 1 ? g.value : log[0]).toBe(nAsked === 1 ? 3 : 0);
  });

  it('that is killed after an item was handed to it gives it back', async () => {
    const queue = new Queue<number>();
    ask = () => queue.get();
    const g = start(0);
    await turns();
    queue.putNowait(7);
    expect(queue.size).toBe(0);
    g.kill(undefined, { block: false });
    await g.join();
    expect([g.dead, queue.size]).toEqual([true, 1]);
  });

  it('runs an import under a lock, which a kill gives back', async () => {
    const semaphore = new Semaphore(1);
    ask = (n) =>
      semaphore.withLock(function* () {
        yield sleep(n);
        return n;
      });
    const g = start(1);
    await g.join();
    expect(nAsked === 1 ? g.value : log[0]).toBe(nAsked === 1 ? 4 : 3);
    expect(semaphore.counter).toBe(1);
    const slow = start(60_000);
    await turns();
    expect(semaphore.counter).toBe(0);
    slow.kill(undefined, { block: false });
    await slow.join();
    expect(semaphore.counter).toBe(1);
  });
});
