/** The command line of `npm run bench`. */
export const suites = /** @type {const} */ (['switch', 'spawn', 'timers', 'memory', 'work']);

const usage = `usage: npm run bench -- ${suites.join('|')}|all [--json] [--nodes 20,26] [--save] [--check]
  --json    one object {suite, node, v8, rows} on standard output and nothing else (several runs: an array of them)
  --nodes   run in child processes of these Node majors instead of this one
  --save    write bench/results/<suite>-node<major>.json
  --check   print the targets and whether this run meets them
  GREENSPOOL_BENCH_QUICK=1 in the environment: a few seconds, figures without meaning`;

/**
 * @typedef {typeof suites[number]} Suite
 * @typedef {{ suites: readonly Suite[], isJson: boolean, nodes: string[], isSaved: boolean, isChecked: boolean }} Args
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
  const args = { isJson: take('--json'), isSaved: take('--save'), isChecked: take('--check'), nodes };
  const chosen = suites.filter((name) => name === rest[0] || rest[0] === 'all');
  if (chosen.length === 0 || rest.length !== 1) throw new UsageError(usage);
  if (args.isSaved && process.env.GREENSPOOL_BENCH_QUICK === '1')
    throw new UsageError('a quick run is not to be saved');
  return { suites: chosen, ...args };
}

/** @param {string[]} rest */
function takeNodes(rest) {
  const at = rest.findIndex((arg) => arg === '--nodes' || arg.startsWith('--nodes='));
  if (at < 0) return [];
  const [flag = '', next] = rest.splice(at, rest[at] === '--nodes' ? 2 : 1);
  const list = flag === '--nodes' ? next : flag.slice('--nodes='.length);
  if (!list || !/^\d+(,\d+)*$/.test(list)) throw new UsageError(usage);
  return list.split(',');
}

export class UsageError extends Error {}
