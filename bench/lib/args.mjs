/** The command line of `npm run bench`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const suites = /** @type {const} */ ([
  'switch',
  'spawn',
  'sync',
  'timers',
  'memory',
  'work',
  'calls',
  'explain',
  'fetch',
  'server',
  'monkey',
]);

const usage = `usage: npm run bench -- ${suites.join('|')}|all [--json] [--nodes 20,26] [--save] [--check] [--dir <checkout>]
  --json    one object {suite, node, v8, rows} on standard output and nothing else (several runs: an array of them)
  --nodes   run in child processes of these Node majors instead of this one
  --save    write bench/results/<suite>-node<major>.json
  --check   print the targets and whether this run meets them
  --dir     for the suite calls: the benchmarks of this are-we-fast-yet checkout instead of ours
  GREENSPOOL_BENCH_QUICK=1 in the environment: a few seconds, figures without meaning`;

/**
 * @typedef {typeof suites[number]} Suite
 * @typedef {{ suites: readonly Suite[], isJson: boolean, nodes: string[], isSaved: boolean, isChecked: boolean, dir?: string }} Args
 * @param {string[]} argv
 * @returns {Args}
 */
export function parseArgs(argv) {
  const rest = [...argv];
  /** @param {string} flag */
  const take = (flag) => {
    const at = rest.indexOf(flag);
    return at >= 0 && rest.splice(at, 1).length > 0;
  };
  const nodes = takeNodes(rest);
  const dir = takeValue(rest, '--dir');
  const args = { isJson: take('--json'), isSaved: take('--save'), isChecked: take('--check'), nodes, dir };
  const chosen = suites.filter((name) => name === rest[0] || rest[0] === 'all');
  if (chosen.length === 0 || rest.length !== 1) throw new UsageError(usage);
  if (args.isSaved && process.env.GREENSPOOL_BENCH_QUICK === '1')
    throw new UsageError('a quick run is not to be saved');
  if (dir !== undefined && (args.isSaved || rest[0] !== 'calls'))
    throw new UsageError('--dir is for the suite calls, and such a run is not to be saved');
  if (dir !== undefined && !existsSync(join(dir, 'benchmarks', 'JavaScript', 'som.js')))
    throw new UsageError(`no checkout of are-we-fast-yet: ${dir} has no benchmarks/JavaScript/som.js`);
  return { suites: chosen, ...args };
}

/** @param {string[]} rest */
function takeNodes(rest) {
  const list = takeValue(rest, '--nodes');
  if (list === undefined) return [];
  if (!/^\d+(,\d+)*$/.test(list)) throw new UsageError(usage);
  return list.split(',');
}

/** `--flag value` or `--flag=value`. @param {string[]} rest @param {string} flag */
function takeValue(rest, flag) {
  const at = rest.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  if (at < 0) return undefined;
  const [first = '', next] = rest.splice(at, rest[at] === flag ? 2 : 1);
  const value = first === flag ? next : first.slice(flag.length + 1);
  if (!value) throw new UsageError(usage);
  return value;
}

export class UsageError extends Error {}
