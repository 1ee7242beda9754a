/** Runs one test in one way, and says how it went. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import vm from 'node:vm';
import { ModuleGraph } from './modules.mjs';
import { makeRealm, transform } from './realm.mjs';

/**
 * @typedef {{ path: string, file: string, source: string, meta: import('./meta.mjs').Meta, isStrict: boolean }} Test
 * @typedef {import('./native.mjs').Way} Way
 */

/** Compiled harness files by way and name: nearly every test wants the same ones. @type {Map<Way, Map<string, vm.Script>>} */
const harness = new Map();

/**
 * null when the test passed, else what went wrong in one line.
 * @param {Test} test
 * @param {Way} way
 * @param {string} dir
 * @returns {Promise<string | null>}
 */
export async function execute(test, way, dir) {
  const { meta } = test;
  const log = [];
  try {
    await run(test, way, dir, log);
  } catch (error) {
    if (meta.negative === null) return describe(error);
    return nameOf(error) === meta.negative.type ? null : `wrong error: ${describe(error)}`;
  }
  if (meta.negative !== null) return 'no error';
  return meta.flags.includes('async') ? asyncOutcome(log) : null;
}

/** @param {Test} test @param {Way} way @param {string} dir @param {string[]} log */
async function run(test, way, dir, log) {
  const { meta, file } = test;
  const { context } = makeRealm(log, way);
  if (!meta.flags.includes('raw'))
    for (const name of includes(meta)) harnessScript(name, way, dir).runInContext(context);
  const source = test.isStrict ? `"use strict";\n${test.source}` : test.source;
  const graph = new ModuleGraph(context, way, file, source);
  if (meta.flags.includes('module')) return graph.run();
  const script = new vm.Script(transform(way, source, 'script', context), {
    filename: file,
    importModuleDynamically: /** @type {never} */ ((specifier) => graph.evaluate(join(dirname(file), specifier))),
  });
  script.runInContext(context);
}

function includes({ flags, includes }) {
  return ['assert.js', 'sta.js', ...(flags.includes('async') ? ['doneprintHandle.js'] : []), ...includes];
}

/** @param {string} name @param {Way} way @param {string} dir */
function harnessScript(name, way, dir) {
  const scripts = harness.get(way) ?? new Map();
  harness.set(way, scripts);
  const known = scripts.get(name);
  if (known !== undefined) return known;
  const source = way.harness(readFileSync(join(dir, 'harness', name), 'utf8'));
  const script = new vm.Script(way.transform(source, 'script'), { filename: name });
  scripts.set(name, script);
  return script;
}

/** Waits for what an async test prints at its end. @param {string[]} log */
async function asyncOutcome(log) {
  const verdict = () => log.find((line) => line.startsWith('Test262:Async'));
  for (let i = 0; i < 120 && verdict() === undefined; i++) {
    await new Promise((done) => (i < 20 ? setImmediate(done) : setTimeout(done, 5)));
  }
  const line = verdict();
  if (line === undefined) return 'nothing printed';
  return line.includes('Complete') ? null : line;
}

const nameOf = (error) => error?.constructor?.name ?? error?.name ?? typeof error;

function describe(error) {
  if (typeof error !== 'object' || error === null) return `thrown: ${String(error)}`;
  return `${nameOf(error)}: ${error.message}`.replace(/\s+/g, ' ').slice(0, 300);
}
