/** Child processes of the bench: the build before it, and runs on other versions of Node. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A bench measures what is published, so there must be a build. Its messages go to standard error. */
export function ensureBuilt() {
  if (existsSync(`${root}build/index.js`)) return;
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: ['ignore', process.stderr, process.stderr] });
}

/**
 * @param {string} major
 * @param {string} suite
 * @returns {import('./results.mjs').Run}
 */
export function runOnNode(major, suite) {
  const args = [`${root}scripts/with-node.mjs`, major, `${root}bench/run.mjs`, suite, '--json'];
  const output = execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', process.stderr], encoding: 'utf8' });
  return JSON.parse(output);
}
