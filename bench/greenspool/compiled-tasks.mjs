/** Our rows with compiled plain functions that the hub runs: spawned and joined, sleeping, parked. */
import { joinAll, run, sleep, spawn } from 'greenspool';

/** @typedef {import('../lib/measure.mjs').Load} Load */
/** @typedef {import('../peers/parked.mjs').Parking} Parking */
/** @typedef {{ made: number }} Counter */
/**
 * @typedef {{
 *   spawner: (tools: object, n: number) => number,
 *   yielder: (tools: object, counter: Counter, n: number) => void,
 *   sleeper: (tools: object, counter: Counter) => number,
 * }} Functions
 */

const source = `
export function spawner({ spawn }, n) {
  let made = 0;
  for (let i = 0; i < n; i++) {
    const child = spawn(empty);
    child.join();
    if (child.dead) made++;
  }
  return made;
}
function empty() {}

export function yielder({ sleep }, counter, n) {
  for (let i = 0; i < n; i++) {
    sleep(0);
    counter.made++;
  }
}

export function sleeper(tools, counter) {
  sleepLong(tools, counter);
  return 0;
}
function sleepLong({ sleep }, counter) {
  counter.made++;
  sleep(3_600_000);
}`;

const tools = { sleep, spawn };

/** @returns {Promise<Functions>} */
async function compiled() {
  const { compile } = await import('../../build/compiler/index.js');
  const runtime = new URL('../../build/compiled/index.js', import.meta.url).href;
  const { code } = compile(source, { filename: 'tasks.mjs', sourceType: 'module', runtime });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

/** Spawn and join of an empty greenlet, and a round of `sleep(0)` between two. @returns {Promise<Load[]>} */
export async function compiledTasks() {
  const { spawner, yielder } = await compiled();
  return [
    { label: { name: 'spawn-compiled' }, prepare: () => ({ run: (n) => run(spawner, tools, n) }) },
    {
      label: { name: 'sleep-zero' },
      prepare: () => ({
        async run(n) {
          const counter = { made: 0 };
          await joinAll([spawn(yielder, tools, counter, n / 2), spawn(yielder, tools, counter, n / 2)]);
          return counter.made;
        },
      }),
    },
  ];
}

/** Greenlets that sleep, with a call in between. @param {number} count @returns {Promise<Parking>} */
export async function parkedCompiled(count) {
  const { sleeper } = await compiled();
  return {
    label: { name: 'parked-compiled', depth: 1, count },
    async park() {
      const counter = { made: 0 };
      const greenlets = Array.from({ length: count }, () => spawn(sleeper, tools, counter));
      while (counter.made < count) await sleep(0);
      return greenlets;
    },
  };
}
