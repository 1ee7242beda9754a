/**
 * What being suspendable costs when nothing is suspended: three call-heavy programs as the compiler wrote them
 * (`work-original`), after stock Asyncify (`work-stock`) and after our split pass (`work-split`). The three rows are
 * geometric means over the programs, whose own rows follow: `work-split-fib` and so on.
 */
import { fileURLToPath } from 'node:url';
import { compileAssemblyScript } from '../lib/asc.mjs';
import { measure } from '../lib/measure.mjs';
import { instantiate as newInstance } from '../peers/assemble.mjs';

/** @typedef {import('../lib/measure.mjs').Load} Load */
/** @typedef {import('../lib/measure.mjs').Row} Row */

const source = fileURLToPath(new URL('../programs/work.ts', import.meta.url));
const programs = { fib: 20, interpret: 500, trees: 9 };
const variants = /** @type {const} */ (['original', 'stock', 'split']);

/** @returns {Promise<Row[]>} */
export async function workSuite() {
  const loads = await makeLoads();
  const rows = await measure(loads);
  const means = variants.map((variant) => ({ name: `work-${variant}`, ns: mean(rows, variant) }));
  return [...means, ...rows];
}

/** @returns {Promise<Load[]>} */
async function makeLoads() {
  const original = await compileAssemblyScript(source);
  const modules = {
    original,
    stock: await instrumented(original, 'stock'),
    split: await instrumented(original, 'split'),
  };
  return Object.entries(programs).flatMap(([program, argument]) =>
    variants.map((variant) =>
      makeLoad(program, argument, variant, instantiate(modules[variant]), instantiate(original)),
    ),
  );
}

/**
 * @param {string} program
 * @param {number} argument
 * @param {string} variant
 * @param {any} exports
 * @param {any} originals the un-instrumented program, whose result is the expected one
 * @returns {Load}
 */
function makeLoad(program, argument, variant, exports, originals) {
  const expected = originals[program](argument);
  const run = (/** @type {number} */ n) => {
    let nRight = 0;
    for (let i = 0; i < n; i++) if (exports[program](argument) === expected) nRight++;
    return nRight;
  };
  return { label: { name: `work-${variant}-${program}` }, prepare: () => ({ run }) };
}

/** @param {Uint8Array} bytes @param {'stock' | 'split'} mode @returns {Promise<Uint8Array>} */
async function instrumented(bytes, mode) {
  const { instrument } = await import('../../build/wasm/instrument/index.js');
  const result = instrument(bytes, { mode, imports: ['work.park'], exportControl: true });
  assertParks(result, mode);
  return result;
}

/** Were the control functions not exported, the optimiser would prove that nobody ever parks, and remove it all. @param {Uint8Array} bytes @param {string} mode */
function assertParks(bytes, mode) {
  const [header, start, end] = [0xf000, 0xf010, 0x10000];
  const exports = instantiate(bytes, () => exports['gs.unwind']());
  exports['gs.setup'](header, start, end);
  exports.fib(-1); // asks to park
  const isUnwinding = exports['gs.state']() === 1 && exports['gs.position']() > start;
  if (!isUnwinding) throw new Error(`bench: the ${mode} program does not park`);
}

/** @param {Uint8Array} bytes @param {() => void} [park] */
function instantiate(bytes, park = fail) {
  return newInstance(/** @type {Uint8Array<ArrayBuffer>} */ (bytes), { work: { park }, env: { abort: fail } });
}

function fail() {
  throw new Error('bench: the work program parked or aborted');
}

/** @param {Row[]} rows @param {string} variant */
function mean(rows, variant) {
  const ns = rows.filter(({ name }) => name.startsWith(`work-${variant}-`)).map((row) => row.ns ?? Number.NaN);
  return Number(Math.exp(ns.reduce((sum, value) => sum + Math.log(value), 0) / ns.length).toPrecision(4));
}
