/**
 * `npm run bench -- <suite>`: measures, prints a table (or one JSON object), and can check the targets and save the
 * run. What the rows mean is in README.md beside this file.
 */

import { parseArgs, UsageError } from './lib/args.mjs';
import { build, runInChild } from './lib/children.mjs';
import { tablesOf, toText } from './lib/report.mjs';
import { saveResult } from './lib/results.mjs';
import { runSuite } from './lib/suites.mjs';
import { checkTargets } from './lib/targets.mjs';

/** @typedef {import('./lib/results.mjs').Run} Run */

/** @param {import('./lib/args.mjs').Args} args */
async function main(args) {
  build();
  const runs = [];
  for await (const run of runsOf(args)) {
    runs.push(run);
    if (!args.isJson) printRun(run);
    if (args.isChecked) printVerdicts(run);
    if (args.isSaved) console.error(`saved ${saveResult(run)}`);
  }
  if (args.isJson) process.stdout.write(`${JSON.stringify(runs.length > 1 ? runs : runs[0])}\n`);
}

/** One suite runs in this process, several each in their own. @param {import('./lib/args.mjs').Args} args @returns {AsyncGenerator<Run>} */
async function* runsOf({ suites, nodes, dir }) {
  const [suite] = suites;
  if (suites.length === 1 && nodes.length === 0) yield runSuite(suite, undefined, dir);
  else
    for (const one of suites)
      for (const node of nodes.length > 0 ? nodes : [undefined]) yield runInChild(node, one, dir);
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
