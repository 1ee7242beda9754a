// Every suite runs and counts right; the figures of a quick run mean nothing.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

interface Row {
  name: string;
  variant?: string;
  depth?: number;
  count?: number;
  ns?: number;
  bytes?: number;
  ms?: number;
  perSecond?: number;
}

const run = fileURLToPath(new URL('../../bench/run.mjs', import.meta.url));

async function rowsOf(suite: string): Promise<Row[]> {
  const env = { ...process.env, GREENSPOOL_BENCH_QUICK: '1', GREENSPOOL_BENCH_BUILT: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, [run, suite, '--json'], { env });
  const { rows, ...head } = JSON.parse(stdout);
  expect(head).toEqual({ suite, node: process.version, v8: process.versions.v8 });
  return rows;
}

const names = {
  switch: ['wasm-lazy', 'wasm-stock', 'js-generator', 'generator-next', 'yield-star', 'await'],
  spawn: ['spawn-wasm', 'spawn-generator', 'async-call'],
  sync: ['queue-hop', 'queue-echo', 'semaphore-hop', 'event-broadcast', 'promise-queue-hop', 'promise-broadcast'],
  timers: ['timer-set', 'timer-cancel', 'timer-fire'],
  memory: ['parked-wasm', 'parked-generator'],
  work: ['work-original', 'work-stock', 'work-split'],
  server: ['hello', 'blocking-50ms', 'exec-50ms', 'cpu'],
  explain: ['explain-switch-off', 'explain-switch-traced', 'explain-spawn-off', 'explain-spawn-recorded'],
  fetch: ['fetch-1000', 'fetch-1000-pool', 'promise-fetch-1000', 'http-get-1000'],
  monkey: ['readFileSync', 'existsSync', 'statSync', 'writeFileSync', 'readFile-promises'],
  calls: ['geomean', 'recursion', 'scheduler', 'generators'],
};

describe('npm run bench', { timeout: 120_000 }, () => {
  it.each(Object.entries(names))(
    '%s prints one JSON object with its rows and nothing else',
    async (suite, expected) => {
      const rows = await rowsOf(suite);
      expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(expected));
      for (const row of rows) {
        const figure = row.ns ?? row.bytes ?? row.ms ?? row.perSecond;
        expect(figure, JSON.stringify(row)).toBeGreaterThan(0);
      }
    },
  );

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
