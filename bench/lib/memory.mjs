/** How much memory the process holds. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** @type {() => void} */
const collect = runInNewContext('gc');

/**
 * Resident memory: pages that were touched, whoever owns them. It counts what a heap statistic leaves out (native
 * stacks, allocator slack) and leaves out what was only reserved.
 */
async function residentBytes() {
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20)); // freed pages go back in the background
  }
  return process.memoryUsage.rss();
}

/** Everything measured stays alive, so that no row lives in pages that an earlier one gave back. @type {unknown[]} */
const alive = [];

/**
 * @param {import('../peers/parked.mjs').Parking} parking
 * @returns {Promise<import('./measure.mjs').Row>}
 */
export async function measureParked({ label, park }) {
  const before = await residentBytes();
  alive.push(await park());
  const bytes = ((await residentBytes()) - before) / (label.count ?? 1);
  return { ...label, bytes: Number(bytes.toPrecision(4)) };
}
