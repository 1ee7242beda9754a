/**
 * `npm run bench -- <suite>`: measures, prints a table (or one JSON object), and can check the targets and save the
 * run. What the rows mean is in README.md beside this file.
 */

import { parseArgs, UsageError } from './lib/args.mjs';
import { build, runOnNode } from './lib/children.mjs';
import { tablesOf, toText } from './lib/report.mjs';
import { saveResult } from './lib/results.mjs';
import { runSuite } from './lib/suites.mjs';
import { checkTargets } from './lib/targets.mjs';

/** @typedef {import('./lib/results.mjs').Run} Run */

/** @param {import('./lib/args.mjs').Args} args */
async function main(args) {
  build();
  /** @type {Run[]} */
  const runs = [];
  if (args.nodes.length === 0) runs.push(await runSuite(args.suite));
  for (const major of args.nodes) runs.push(runOnNode(major, args.suite));
  if (args.isJson) process.stdout.write(`${JSON.stringify(args.nodes.length > 1 ? runs : runs[0])}\n`);
  for (const run of runs) {
    if (!args.isJson) printRun(run);
    if (args.isChecked) printVerdicts(run);
    if (args.isSaved) console.error(`saved ${saveResult(run)}`);
  }
}

/** @param {Run} run */
function printRun(run) {
  console.log(`\n${run.suite} on Node ${run.node.slice(1)} (V8 ${run.v8})`);
  for (const table of tablesOf(run.suite, run.rows)) console.log(`\n${toText(table)}`);
}

/** Goes to standard error, which --json leaves free. @param {Run} run */
function printVerdicts(run) {
  console.error('');
  for (const { target, figures, isMet } of checkTargets(run.suite, run.rows)) {
    console.error(`${isMet ? 'met   ' : 'MISSED'} ${target}: ${figures} (Node ${run.node.slice(1)})`);
  }
}

try {
  await main(parseArgs(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exit(2);
}
process.exit(); // a suite may leave sleepers behind
