/** Runs a suite for a moment, as `npm run bench -- suite --json`; the figures mean nothing then. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

export interface Row {
  name: string;
  variant?: string;
  depth?: number;
  count?: number;
  ns?: number;
  bytes?: number;
  ms?: number;
  perSecond?: number;
}

export const run = fileURLToPath(new URL('../../bench/run.mjs', import.meta.url));

const found = new Map<string, Promise<Row[]>>();

/** A suite is run once, however many tests look at its rows. */
export function rowsOf(suite: string): Promise<Row[]> {
  const rows = found.get(suite) ?? measured(suite);
  found.set(suite, rows);
  return rows;
}

async function measured(suite: string): Promise<Row[]> {
  const env = { ...process.env, GREENSPOOL_BENCH_QUICK: '1', GREENSPOOL_BENCH_BUILT: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, [run, suite, '--json'], { env });
  const { rows, ...head } = JSON.parse(stdout);
  expect(head).toEqual({ suite, node: process.version, v8: process.versions.v8 });
  return rows;
}

/** Tests that each suite has its rows, and counts right. */
export function testSuites(names: Record<string, string[]>): void {
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
}
