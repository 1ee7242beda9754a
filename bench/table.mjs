/**
 * Writes the tables of the saved runs into Markdown files, between markers:
 *
 *   <!-- bench:switch -->        or <!-- bench:switch node26 --> for one version only
 *   ...
 *   <!-- /bench -->
 *
 * Usage: node bench/table.mjs README.md docs/...      (--check only says whether they are up to date)
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { tablesOf, toMarkdown } from './lib/report.mjs';
import { loadResult, resultMajors } from './lib/results.mjs';
import { checkTargets } from './lib/targets.mjs';

/** @typedef {import('./lib/results.mjs').Result} Result */

const block = /(<!-- bench:(\w+)(?: node(\d+))? -->\n)[\s\S]*?(<!-- \/bench -->)/g;

/** @param {string} text @returns {string} */
function filled(text) {
  return text.replace(block, (_, open, suite, major, close) => {
    const majors = major ? [major] : resultMajors(suite);
    const parts = majors.flatMap((one) => loadResult(suite, one) ?? []).map(section);
    return `${open}\n${parts.join('\n\n') || 'No saved run.'}\n\n${close}`;
  });
}

/** @param {Result} result */
function section(result) {
  const { node, v8, machine, commit, suite, rows } = result;
  const tables = tablesOf(suite, rows).flatMap((table) => [`${table.title}:`, toMarkdown(table)]);
  const verdicts = checkTargets(suite, rows).map(
    (one) => `- ${one.isMet ? 'met' : '**missed**'}: ${one.target} (${one.figures})`,
  );
  const origin = `Node ${node.slice(1)}, V8 ${v8}, ${machine.cpu}, ${machine.nCpus} cores, commit ${commit}.`;
  return [
    `**Node ${/\d+/.exec(node)?.[0]}**`,
    ...tables,
    ...(verdicts.length ? [verdicts.join('\n')] : []),
    `<sub>${origin}</sub>`,
  ].join('\n\n');
}

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
