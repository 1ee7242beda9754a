// The suites run and count right; the figures of a quick run mean nothing. Those that compile AssemblyScript are in suites.soak.ts.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { rowsOf, run, testSuites } from './rows.ts';

describe('npm run bench', { timeout: 120_000 }, () => {
  testSuites({
    switch: ['wasm-lazy', 'wasm-stock', 'js-generator', 'generator-next', 'yield-star', 'await'],
    sync: ['queue-hop', 'queue-echo', 'semaphore-hop', 'event-broadcast', 'promise-queue-hop', 'promise-broadcast'],
    explain: ['explain-switch-off', 'explain-switch-traced', 'explain-spawn-off', 'explain-spawn-recorded'],
    fetch: ['fetch-1000', 'fetch-1000-pool', 'promise-fetch-1000', 'http-get-1000'],
    monkey: ['readFileSync', 'existsSync', 'statSync', 'writeFileSync', 'readFile-promises'],
    calls: ['geomean', 'recursion', 'scheduler', 'generators'],
  });

  it('calls has each of a dozen programs and more in both variants', async () => {
    const rows = await rowsOf('calls');
    const natives = rows.filter(({ variant }) => variant === 'native').map(({ name }) => name);
    expect(natives.length).toBeGreaterThan(12);
    expect(rows.filter(({ variant }) => variant === 'compiled').map(({ name }) => name)).toEqual(natives);
  });

  it('takes a checkout for the suite calls alone', async () => {
    const failure = await promisify(execFile)(process.execPath, [run, 'spawn', '--dir', '.']).catch((error) => error);
    expect(failure.code).toBe(2);
    expect(failure.stderr).toContain('--dir is for the suite calls');
    const other = await promisify(execFile)(process.execPath, [run, 'calls', '--dir', '.']).catch((error) => error);
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/^no checkout of are-we-fast-yet/);
  });

  it('prints how it is used, and exits with 2, when the suite is unknown', async () => {
    const failure = await promisify(execFile)(process.execPath, [run, 'nothing']).catch((error) => error);
    expect(failure.code).toBe(2);
    expect(failure.stderr).toMatch(/^usage: npm run bench/);
  });
});
