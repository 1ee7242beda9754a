/**
 * What being compiled costs programs in which nobody switches: each as it is written (`native`) and compiled, in one
 * process. The rows of the programs, which check their results, follow their geometric means.
 *
 * The process has the inlining budget that `greenspool/register` gives every program; the native variant has it too.
 * With a folder they are the benchmarks of an are-we-fast-yet checkout instead of ours.
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { widenInlining } from '../../build/loader/inlining.js';
import { variants, withCopies } from '../lib/compiled.mjs';
import { isQuick, measure } from '../lib/measure.mjs';

/** @typedef {import('../lib/measure.mjs').Load} Load */
/** @typedef {import('../lib/measure.mjs').Row} Row */
/** @typedef {import('../lib/compiled.mjs').Folders} Folders */

/** A run takes long enough to be timed alone, and the shortest of many single runs is the steadiest figure. */
const effort = isQuick ? undefined : { rounds: 100, roundMs: 1 };

const ours = fileURLToPath(new URL('../programs/calls', import.meta.url));

/** The sizes at which are-we-fast-yet knows the results. */
const sizes = {
  Bounce: 100,
  CD: 100,
  DeltaBlue: 500,
  Havlak: 15,
  Json: 5,
  List: 100,
  Mandelbrot: 500,
  NBody: 250_000,
  Permute: 100,
  Queens: 100,
  Richards: 4,
  Sieve: 200,
  Storage: 50,
  Towers: 60,
};

/** @param {string} [checkout] of are-we-fast-yet @returns {Promise<Row[]>} */
export async function callsSuite(checkout) {
  widenInlining();
  const loads = checkout === undefined ? await loadOurs() : await loadCheckout(checkout);
  const rows = await measure(loads, effort);
  return [...variants.map((variant) => ({ name: 'geomean', variant, ns: mean(rows, variant) })), ...rows];
}

function loadOurs() {
  return withCopies(ours, 'module', (folders) => {
    const files = readdirSync(ours).sort();
    const loads = files.flatMap((file) => variants.map((variant) => loadProgram(folders, variant, file)));
    return Promise.all(loads);
  });
}

/** @param {Folders} folders @param {'native' | 'compiled'} variant @param {string} file @returns {Promise<Load>} */
async function loadProgram(folders, variant, file) {
  const { run, expected } = await import(pathToFileURL(join(folders[variant], file)).href);
  return load(basename(file, '.mjs'), variant, () => run() === expected);
}

/** @param {string} checkout */
function loadCheckout(checkout) {
  return withCopies(join(checkout, 'benchmarks', 'JavaScript'), 'commonjs', async (folders) =>
    Object.entries(sizes).flatMap(([name, size]) =>
      variants.map((variant) => {
        const require = createRequire(join(folders[variant], 'load.js'));
        const benchmark = require(`./${name.toLowerCase()}.js`).newInstance();
        return load(name, variant, () => benchmark.innerBenchmarkLoop(size));
      }),
    ),
  );
}

/**
 * @param {string} name
 * @param {'native' | 'compiled'} variant
 * @param {() => boolean} isRight runs the program, and says whether the result was right
 * @returns {Load} an operation is a run of the program, which takes milliseconds
 */
function load(name, variant, isRight) {
  const run = (/** @type {number} */ n) => {
    let nRight = 0;
    for (let i = 0; i < n; i++) if (isRight()) nRight++;
    return nRight;
  };
  return { label: { name, variant }, atLeast: 1, prepare: () => ({ run }) };
}

/** @param {Row[]} rows @param {string} variant */
function mean(rows, variant) {
  const ns = rows.filter((row) => row.variant === variant).map((row) => row.ns ?? Number.NaN);
  return Number(Math.exp(ns.reduce((sum, value) => sum + Math.log(value), 0) / ns.length).toPrecision(4));
}
