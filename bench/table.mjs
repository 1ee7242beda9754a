/**
 * Writes the tables of the saved runs into Markdown files, between markers:
 *
 *   <!-- bench:switch -->           everything of a suite, for each version of Node that has a saved run
 *   <!-- bench:switch node26 -->    of one version only; with `short` behind it only its first table
 *   <!-- bench:targets -->          what the library promises, and what each saved run says
 *   ...
 *   <!-- /bench -->
 *
 * Usage: node bench/table.mjs README.md docs/benchmarks.md      (--check only says whether they are up to date)
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { suites } from './lib/args.mjs';
import { tablesOf, toMarkdown } from './lib/report.mjs';
import { loadResult, resultMajors } from './lib/results.mjs';
import { checkTargets } from './lib/targets.mjs';

/** @typedef {import('./lib/results.mjs').Result} Result */

const block = /(<!-- bench:(\w+)(?: node(\d+))?( short)? -->\n)[\s\S]*?(<!-- \/bench -->)/g;

/** @param {string} text @returns {string} */
function filled(text) {
  return text.replace(block, (_, open, what, major, short, close) => {
    const content = what === 'targets' ? targets() : sections(what, major, short !== undefined);
    return `${open}\n${content || 'No saved run.'}\n\n${close}`;
  });
}

/** @param {string} suite @param {string | undefined} major @param {boolean} isShort */
function sections(suite, major, isShort) {
  const majors = major ? [major] : resultMajors(suite);
  return majors
    .flatMap((one) => loadResult(suite, one) ?? [])
    .map((result) => section(result, isShort))
    .join('\n\n');
}

/** @param {Result} result @param {boolean} isShort */
function section(result, isShort) {
  const { node, v8, machine, commit, suite, rows } = result;
  const tables = tablesOf(suite, rows).flatMap((table) => [`${capital(table.title)}:`, toMarkdown(table)]);
  const origin = `Node ${node.slice(1)}, V8 ${v8}, ${machine.cpu}, ${machine.nCpus} cores, load ${machine.load}, commit ${commit}`;
  return [`**Node ${majorOf(node)}**`, ...tables.slice(0, isShort ? 2 : undefined), `<sub>${origin}</sub>`].join(
    '\n\n',
  );
}

/** One line per promise, one column per version of Node. */
function targets() {
  const majors = [...new Set(suites.flatMap(resultMajors))].sort((a, b) => Number(b) - Number(a));
  /** @type {Map<string, string[]>} */
  const lines = new Map();
  for (const suite of suites) {
    for (const [column, major] of majors.entries()) {
      for (const { target, figures, isMet } of checkTargets(suite, loadResult(suite, major)?.rows ?? [])) {
        const line = lines.get(target) ?? majors.map(() => '');
        line[column] = isMet ? figures : `**missed**: ${figures}`;
        lines.set(target, line);
      }
    }
  }
  const head = ['', ...majors.map((major) => `Node ${major}`)];
  return toMarkdown({ title: '', head, body: [...lines].map(([target, cells]) => [target, ...cells]) });
}

/** @param {string} text */
const capital = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** @param {string} node */
const majorOf = (node) => /\d+/.exec(node)?.[0];

const files = process.argv.slice(2).filter((arg) => arg !== '--check');
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  const next = filled(text);
  if (next === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${file}: tables differ from bench/results; run node bench/table.mjs ${file}`);
    process.exitCode = 1;
  } else writeFileSync(file, next);
}
