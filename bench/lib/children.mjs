/** Child processes of the bench: the build before it, and runs on other versions of Node. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { envWith, nodeBinary } from '../../scripts/with-node.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Set in children, for whom it has been done. */
const isBuilt = process.env.GREENSPOOL_BENCH_BUILT === '1';

/** What is published is measured, so it has to be built, and built from these sources. Messages go to standard error. */
export function build() {
  if (!isBuilt) execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: ['ignore', 2, 2] });
}

/**
 * @param {string | undefined} version of Node; this one if it is undefined
 * @param {string} suite
 * @param {string} [dir]
 * @returns {import('./results.mjs').Run}
 */
export function runInChild(version, suite, dir) {
  const binary = version === undefined ? process.execPath : nodeBinary(version);
  const env = { ...envWith(binary), GREENSPOOL_BENCH_BUILT: '1' };
  const options = { cwd: root, env, stdio: /** @type {['ignore', 'pipe', number]} */ (['ignore', 'pipe', 2]) };
  const args = ['bench/run.mjs', suite, '--json', ...(dir === undefined ? [] : ['--dir', resolve(dir)])];
  return JSON.parse(execFileSync(binary, args, options).toString());
}
