/** `greenspool run <program> [arguments]`: finds the program, and the copy of greenspool that is to run it. */
import { realpathSync } from 'node:fs';
import { located, otherCopy } from './program.js';
import { runUsage } from './run-usage.js';
import { UsageError } from './usage-error.js';

/** How long greenlets may clean up after SIGINT, unless `--grace` says so. */
const GRACE_MS = 2000;

/** Prepares everything; the program begins when what is returned is called. Throws GS_NO_FILE, GS_BAD_CONFIG. */
export async function run(given: string[]): Promise<() => unknown> {
  const { graceMs, rest } = withoutGrace(given);
  const [file, ...args] = rest;
  if (file === undefined || file.startsWith('-')) throw wrong('name a program');
  const path = located(file);
  const entry = realpathSync(path);
  const other = otherCopy(entry, 'run.js');
  if (other !== undefined) return ((await import(other)) as { run: typeof run }).run(given);
  // Only now is the runtime loaded: there must be no second one.
  return (await import('./start.js')).start(path, entry, args, graceMs);
}

/** `--grace 500` and `--grace=500`, before the program: what comes after it is the program's. */
function withoutGrace([first, ...rest]: string[]): { graceMs: number; rest: string[] } {
  if (first === undefined || !/^--grace(=|$)/.test(first))
    return { graceMs: GRACE_MS, rest: first === undefined ? [] : [first, ...rest] };
  const text = first.includes('=') ? first.slice('--grace='.length) : rest.shift();
  const graceMs = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  if (!(graceMs >= 0)) throw wrong(`--grace is a number of milliseconds, not ${text ?? 'missing'}`);
  return { graceMs, rest };
}

const wrong = (what: string): UsageError => new UsageError(`greenspool run: ${what}.\n\n  ${runUsage}`);
