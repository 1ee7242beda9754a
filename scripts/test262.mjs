// Runs test262 natively and compiled, and compares the outcomes test by test:
//
//   npm run test262 -- --dir <checkout> [--filter text] [--mode compiled,storm,random] [--sample 10] [--jobs 2] ...
//
// The checkout (github.com/tc39/test262) stays outside the repository. What the options mean: scripts/test262/args.mjs.
import { parseArgs, UsageError } from './test262/args.mjs';
import { listTests } from './test262/catalogue.mjs';
import { readExceptions } from './test262/exceptions.mjs';
import { runAll } from './test262/pool.mjs';
import { Report } from './test262/report.mjs';
import { bundleRuntime } from './test262/runtime.mjs';

/** @param {import('./test262/args.mjs').Args} args */
async function main(args) {
  const tests = listTests(args);
  const report = new Report(args, readExceptions());
  const runtime = args.modes.length > 0 ? await bundleRuntime() : '';
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      report.write();
      process.exit(1);
    });
  }
  try {
    await runAll(tests, { dir: args.dir, modes: args.modes, seed: args.seed, runtime }, args.jobs, report);
  } finally {
    report.write();
  }
  return report.isClean;
}

try {
  process.exitCode = (await main(parseArgs(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
