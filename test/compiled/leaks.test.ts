/** What compiled greenlets leave behind: nothing. */
import { greenlet, sleep, spawn } from 'greenspool';
import { expect, it } from 'vitest';
import { deep, guarded, holds, nap, swap, twice } from './fixtures/functions.mjs';

const gc = globalThis.gc as () => void;

async function collected(refs: WeakRef<object>[]): Promise<number> {
  for (let i = 0; i < 10; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    gc();
  }
  return refs.filter((ref) => ref.deref() === undefined).length;
}

it('values that were switched are not kept, nor greenlets that nobody can reach', async () => {
  const refs: WeakRef<object>[] = [];
  const keep = (value: object) => {
    refs.push(new WeakRef(value));
    return value;
  };
  (() => {
    for (let i = 0; i < 100; i++) {
      const g = greenlet(deep);
      keep(g);
      g.switch(3, () => twice(swap.bind(null, keep({})), swap.bind(null, keep({}))));
      g.switch(keep({}));
    }
  })();
  await sleep(0);
  expect(refs.length).toBe(400);
  expect(await collected(refs)).toBeGreaterThanOrEqual(396); // the stack of this function may hold the last ones
});

it('locals of an activation that is over are not kept by a greenlet that goes on', async () => {
  const refs: WeakRef<object>[] = [];
  const keep = (made: object) => {
    refs.push(new WeakRef(made));
    return made;
  };
  const g = spawn(twice, holds.bind(null, keep), nap.bind(null, 200));
  await sleep(50);
  expect([g.dead, await collected(refs)]).toEqual([false, 1]);
  await g;
});

it('memory is flat over many that return, fail or are killed', async () => {
  const batch = async () => {
    const all = Array.from({ length: 2000 }, (_, i) => spawn(deep, 3, () => nap(i % 2 === 0 ? 0 : 50)));
    const guarding = Array.from({ length: 2000 }, () => spawn(guarded, [], () => nap(0)));
    await sleep(1);
    for (const g of all) g.kill(undefined, { block: false });
    for (const g of guarding) await g.join();
    await sleep(0);
  };
  for (let i = 0; i < 5; i++) await batch();
  gc();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 10; i++) await batch();
  gc();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(500_000);
});
