/** Runs one suite in this process. */
import { spawnSync } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';

/**
 * @typedef {import('./measure.mjs').Effort} Effort
 * @typedef {import('./measure.mjs').Row} Row
 * @type {Record<string, (effort?: Effort, dir?: string) => Promise<Row[]>>}
 */
const runners = {
  switch: async (effort) => (await import('../suites/switch.mjs')).switchSuite(effort),
  spawn: async () => (await import('../suites/spawn.mjs')).spawnSuite(),
  sync: async () => (await import('../suites/sync.mjs')).syncSuite(),
  timers: async () => (await import('../suites/timers.mjs')).timersSuite(),
  memory: async () => (await import('../suites/memory.mjs')).memorySuite(),
  work: async () => (await import('../suites/work.mjs')).workSuite(),
  explain: async () => (await import('../suites/explain.mjs')).explainSuite(),
  fetch: async () => (await import('../suites/fetch.mjs')).fetchSuite(),
  server: async () => (await import('../suites/server.mjs')).serverSuite(),
  monkey: async () => (await import('../suites/monkey.mjs')).monkeySuite(),
  calls: async (_, dir) => (await import('../suites/calls.mjs')).callsSuite(dir),
};

/**
 * @param {string} suite
 * @param {Effort} [effort] for the suite `switch`
 * @param {string} [dir] for the suite `calls`
 * @returns {Promise<import('./results.mjs').Run>}
 */
export async function runSuite(suite, effort, dir) {
  enableWasmfx();
  return { suite, node: process.version, v8: process.versions.v8, rows: await runners[suite](effort, dir) };
}

/**
 * Stack switching is behind a flag, which can still be set before the first module is compiled. A Node that does not
 * know the flag complains on standard error, so a child is asked first; the flag changes no other row.
 */
function enableWasmfx() {
  const flag = '--experimental-wasm-wasmfx';
  if (spawnSync(process.execPath, [flag, '-e', '0'], { stdio: 'ignore' }).status === 0) setFlagsFromString(flag);
}
