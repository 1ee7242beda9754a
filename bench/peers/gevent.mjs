/** Python's gevent, in a process of its own: the same loads, or no rows where it is not installed (Debian: python3-gevent). */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isQuick } from '../lib/measure.mjs';

const script = fileURLToPath(new URL('gevent_sync.py', import.meta.url));
/** Debian's own first: another one on the path may not see Debian's packages. */
const pythons = ['/usr/bin/python3', 'python3'];

/** @param {number} nWaiters @returns {import('../lib/measure.mjs').Row[]} */
export function geventRows(nWaiters) {
  const python = pythons.find((one) => spawnSync(one, ['-c', 'import gevent'], { stdio: 'ignore' }).status === 0);
  if (python === undefined) return [];
  const [n, rounds] = isQuick ? [200, 1] : [20_000, 15];
  const { status, stdout, stderr } = spawnSync(python, [script, String(n), String(rounds), String(nWaiters)]);
  if (status !== 0) throw new Error(`bench: ${script} failed: ${stderr}`);
  return JSON.parse(stdout.toString());
}
