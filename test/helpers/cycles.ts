/** Rounds of greenlets that are spawned, park in different ways and end in different ways; what is left is counted. */
import { type Greenlet, getCurrent, greenlet, joinAll, onError, run, sleep, spawn, waitFor } from 'greenspool';
import { engine } from '../../build/engine/load.js';

export interface Left {
  nAlive: number;
  engineBytes: number;
  heapBytes: number;
}

function* parks(i: number): Generator<unknown, number, unknown> {
  try {
    yield sleep(i % 3 === 0 ? 1e6 : 0);
    yield waitFor(Promise.resolve(i));
    yield deep(i % 20);
    return i;
  } finally {
    if (i % 7 === 0) yield sleep(0);
  }
}

function* deep(n: number): Generator<unknown, void, unknown> {
  if (n === 0) yield sleep(0);
  else yield deep(n - 1);
}

/** One round of n greenlets: all of them end, by return, failure or kill. */
async function round(n: number): Promise<void> {
  const all = Array.from({ length: n }, (_, i) => spawn(parks, i));
  await sleep(0);
  for (const [i, g] of all.entries()) {
    if (i % 3 === 0) g.kill(i % 2 === 0 ? undefined : new Error('a failure'), { block: false });
  }
  await joinAll(all);
  await run(async () => joinAll([spawn(async () => sleep(0)), spawn(() => 1)]));
  abandon(n / 100);
}

/** Coroutines that are only switched to and then dropped, suspended: nobody can ever resume them. */
function abandon(n: number): void {
  const main = getCurrent();
  for (let i = 0; i < n; i++) {
    const g: Greenlet = greenlet(function* () {
      yield main.switch(new Array(100));
    });
    g.switch();
  }
}

/** Runs `nRounds` of `n` greenlets and returns what is left before and after all but the first few. */
export async function cycles(nRounds: number, n: number): Promise<[before: Left, after: Left]> {
  const before = onError(() => undefined); // some are killed with an error, which joinAll does not count as seen
  for (let i = 0; i < 5; i++) await round(n);
  const first = await left();
  for (let i = 0; i < nRounds; i++) await round(n);
  const last = await left();
  onError(before);
  return [first, last];
}

async function left(): Promise<Left> {
  for (let i = 0; i < 3; i++) {
    await sleep(1);
    (globalThis as { gc?: () => void }).gc?.();
  }
  return { nAlive: engine().nAlive(), engineBytes: engine().bytesUsed(), heapBytes: process.memoryUsage().heapUsed };
}
