/** Result files: a run with the machine, the versions and the commit it was made with. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, platform, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ suite: string, node: string, v8: string, rows: import('./measure.mjs').Row[] }} Run
 * @typedef {{ cpu: string, nCpus: number, gibibytes: number, platform: string, load: number }} Machine
 * @typedef {Run & { machine: Machine, versions: object, commit: string }} Result
 */

const folder = new URL('../results/', import.meta.url);

/** @param {string} suite @param {string} major */
const resultFile = (suite, major) => fileURLToPath(new URL(`${suite}-node${major}.json`, folder));

/** @param {Run} run @returns {string} the file */
export function saveResult(run) {
  mkdirSync(folder, { recursive: true });
  const { rows, ...head } = run;
  const result = { ...head, machine: machine(), versions: versions(), commit: commit(), rows };
  const file = resultFile(run.suite, /** @type {string} */ (/\d+/.exec(run.node)?.[0]));
  // one row a line, so that a new run reads well as a diff
  const text = JSON.stringify({ ...result, rows: '@rows' }, null, 2);
  writeFileSync(
    file,
    `${text.replace('"@rows"', () => `[\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]`)}\n`,
  );
  return file;
}

/** @param {string} suite @param {string} major @returns {Result | undefined} */
export function loadResult(suite, major) {
  try {
    return JSON.parse(readFileSync(resultFile(suite, major), 'utf8'));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Majors of Node with a saved run of this suite, newest first. @param {string} suite @returns {string[]} */
export function resultMajors(suite) {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const majors = names.flatMap((name) => new RegExp(`^${suite}-node(\\d+)\\.json$`).exec(name)?.[1] ?? []);
  return majors.sort((a, b) => Number(b) - Number(a));
}

/** @returns {Machine} */
const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  nCpus: cpus().length,
  gibibytes: Math.round(totalmem() / 2 ** 30),
  platform: platform(),
  load: Number(loadavg()[1].toFixed(1)), // of the last five minutes; the bench itself is 1
});

function versions() {
  /** @param {string} name */
  const versionOf = (name) =>
    JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
  return { assemblyscript: versionOf('assemblyscript'), binaryen: versionOf('binaryen') };
}

function commit() {
  const git = (/** @type {string[]} */ ...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const isDirty = git('status', '--porcelain', '--', 'src', 'assembly', 'bench', ':!bench/results') !== '';
  return `${git('rev-parse', '--short=12', 'HEAD')}${isDirty ? ' with changes' : ''}`;
}
