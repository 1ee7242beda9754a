/** What a parked greenlet keeps. The rows are explained in ../README.md. */
import { parkedCompiled } from '../greenspool/compiled-tasks.mjs';
import { parkGenerators } from '../greenspool/generators.mjs';
import { loadProgram } from '../greenspool/programs.mjs';
import { isQuick } from '../lib/measure.mjs';
import { measureParked } from '../lib/memory.mjs';
import { parkedAsync, parkedStacks } from '../peers/parked.mjs';

/** @typedef {import('../peers/parked.mjs').Parking} Parking */

const million = isQuick ? 20_000 : 1_000_000;
const nStacks = isQuick ? 500 : 10_000;

export async function memorySuite() {
  const newProgram = await loadProgram('parked');
  const rows = [];
  for (const parking of [
    parkedWasm('parked-wasm', newProgram, 'startParked'),
    parkedWasm('sleeping-wasm', newProgram, 'startSleeping'),
    await parkedCompiled(million),
    parkedGenerators,
    parkedAsync(million),
    ...parkedStacks(nStacks),
  ]) {
    rows.push(await measureParked(parking));
  }
  return rows;
}

/**
 * @param {string} name
 * @param {import('../greenspool/programs.mjs').NewProgram} newProgram
 * @param {'startParked' | 'startSleeping'} start
 * @returns {Parking}
 */
const parkedWasm = (name, newProgram, start) => ({
  label: { name, depth: 1, count: million },
  park() {
    const program = newProgram();
    program.exports[start](million);
    program.run(2 ** 30);
    const nParked = program.exports.parked();
    const nAlive = program.exports['gs.nAlive']();
    if (nParked !== million || nAlive !== million) throw new Error(`bench: ${nParked} parked, ${nAlive} alive`);
    return program;
  },
});

/** @type {Parking} */
const parkedGenerators = {
  label: { name: 'parked-generator', depth: 1, count: million },
  park: () => parkGenerators(million),
};
