/**
 * A child process of the run: takes lists of tests, and answers one message a test. It also says which mode it is about
 * to run, so that the parent knows whom to blame when nothing more is heard.
 *
 *     parent ── { paths } ──▶ child ── { path, at: 'storm' } ... { path, results } ... { done } ──▶ parent
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from './execute.mjs';
import { metaOf, strictnessOf } from './meta.mjs';
import { native } from './native.mjs';

/**
 * @typedef {{ dir: string, modes: import('./args.mjs').Mode[], seed: number, runtime: string }} Settings
 * @typedef {{ isStrict: boolean, isNegative: boolean, outcomes: Record<string, string | null>, unwound: number }} Result
 *   outcomes: by mode, null for passed; only `native` when that did not pass
 */

/** @type {Settings} */
let settings;
/** @type {Record<string, import('./native.mjs').Way>} */
let ways = {};

process.on('unhandledRejection', () => {}); // many tests reject promises that nobody looks at
process.on('message', async (/** @type {{ settings?: Settings, paths?: string[] }} */ message) => {
  if (message.settings !== undefined) {
    settings = message.settings;
    const { makeWays } = settings.modes.length > 0 ? await import('./modes.mjs') : { makeWays: () => ({}) };
    ways = makeWays(settings.runtime, settings.seed);
    process.send?.({ done: true });
    return;
  }
  for (const path of message.paths ?? []) await runTest(path);
  process.send?.({ done: true });
});

/** @param {string} path */
async function runTest(path) {
  const file = join(settings.dir, 'test', path);
  const source = readFileSync(file, 'utf8');
  const meta = metaOf(source);
  /** @type {Result[]} */
  const results = [];
  for (const isStrict of strictnessOf(meta)) {
    const before = ways.storm?.unwound() ?? 0;
    const outcomes = await outcomesOf({ path, file, source, meta, isStrict });
    const isNegative = meta.negative !== null && meta.negative.phase !== 'runtime';
    results.push({ isStrict, isNegative, outcomes, unwound: (ways.storm?.unwound() ?? 0) - before });
  }
  process.send?.({ path, results });
}

/** @param {import('./execute.mjs').Test} test */
async function outcomesOf(test) {
  /** @type {Record<string, string | null>} */
  const outcomes = {};
  const run = async (mode, way) => {
    process.send?.({ path: test.path, at: mode, isStrict: test.isStrict });
    outcomes[mode] = await execute(test, way, settings.dir);
  };
  await run('native', native);
  if (outcomes.native === null) for (const mode of settings.modes) await run(mode, ways[mode]);
  return outcomes;
}
