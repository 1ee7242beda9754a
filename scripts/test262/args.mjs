/** The command line of `npm run test262`. */
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs as parse } from 'node:util';

/** How a test is run besides natively. @typedef {'compiled' | 'storm' | 'random'} Mode */
const allModes = /** @type {const} */ (['compiled', 'storm', 'random']);

const usage = `usage: npm run test262 -- --dir <checkout> [options]
  --dir       a checkout of test262 (harness/ and test/ are used)
  --filter    only tests whose path below test/ contains this text
  --builtins  the tests of the standard functions that have compiled equivalents, instead of test/language
  --mode      comma-separated: native (alone: how many pass), compiled (nothing parks), storm (every site unwinds and is
              resumed at once), random (sites chosen by --seed do); default: all
  --sample    every n-th test only, or k/n: of each n tests the k-th
  --again     only the tests that an earlier run has written to this file (its --out)
  --seed      of the mode random; default 1
  --jobs      child processes; default: one per core
  --out       the file with the differences`;

/**
 * @typedef {{ dir: string, filter: string, again: string | undefined, builtins: boolean, modes: Mode[], sample: [number, number], seed: number, jobs: number,
 *   out: string }} Args
 * @param {string[]} argv
 * @returns {Args}
 */
export function parseArgs(argv) {
  const { dir, filter, again, builtins, mode, sample, seed, jobs, out } = valuesOf(argv);
  if (dir === undefined) throw new UsageError(usage);
  const named = mode === undefined ? allModes : mode.split(',');
  if (named.some((name) => name !== 'native' && !allModes.includes(name))) throw new UsageError(usage);
  return {
    dir: resolve(dir),
    filter,
    again,
    builtins,
    modes: allModes.filter((name) => named.includes(name)),
    sample: part(sample),
    seed: count(seed),
    jobs: jobs === undefined ? availableParallelism() : count(jobs),
    out: resolve(out ?? join(tmpdir(), 'test262-differences.txt')),
  };
}

/** @param {string[]} argv @returns {Record<string, any>} */
function valuesOf(argv) {
  const text = /** @type {const} */ ({ type: 'string' });
  const options = {
    dir: text,
    filter: { ...text, default: '' },
    again: text,
    builtins: { type: /** @type {const} */ ('boolean'), default: false },
    mode: text,
    sample: { ...text, default: '1' },
    seed: { ...text, default: '1' },
    jobs: text,
    out: text,
  };
  try {
    return parse({ args: argv, options }).values;
  } catch (error) {
    throw new UsageError(`${error.message}\n${usage}`);
  }
}

/** `n` or `k/n`: which of how many. @param {string} text @returns {[number, number]} */
function part(text) {
  const [first, second] = text.split('/');
  return second === undefined ? [1, count(first)] : [count(first), count(second)];
}

/** @param {string} text */
function count(text) {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new UsageError(usage);
  return n;
}

export class UsageError extends Error {}
