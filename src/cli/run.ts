/** `greenspool run <program> [arguments]`: finds the program, and the copy of greenspool that is to run it. */
import { realpathSync } from 'node:fs';
import { located, otherCopy } from './program.js';
import { runUsage } from './run-usage.js';
import { UsageError } from './usage-error.js';

/** How long greenlets may clean up after SIGINT, unless `--grace` says so. */
const GRACE_MS = 2000;

/** Prepares everything; the program begins when what is returned is called. Throws GS_NO_FILE, GS_BAD_CONFIG. */
export async function run(given: string[]): Promise<() => unknown> {
  const { graceMs, isPatched, file, args } = parsed(given);
  if (file === '--help')
    return () => console.log(`Usage: greenspool run [options] <program> [arguments]\n\n  ${runUsage}`);
  if (file?.startsWith('-')) throw wrong(`there is no option ${file}`);
  if (file === undefined) throw wrong('name a program');
  const path = located(file);
  const entry = realpathSync(path);
  const other = otherCopy(entry, 'run.js');
  if (other !== undefined) return ((await import(other)) as { run: typeof run }).run(given);
  // Only now is the runtime loaded: there must be no second one.
  const { start } = await import('./start.js');
  const patch = isPatched ? (await import('../monkey/index.js')).patchAll : null;
  return start(path, entry, args, { graceMs, patch });
}

interface Parsed {
  graceMs: number;
  isPatched: boolean;
  file: string | undefined;
  args: string[];
}

/** Options stand before the program: what comes after it is the program's. */
function parsed(given: string[]): Parsed {
  const found: Parsed = { graceMs: GRACE_MS, isPatched: false, file: undefined, args: [] };
  const rest = [...given];
  for (;;) {
    const first = rest.shift();
    if (first === '--patch') found.isPatched = true;
    else if (first === '--grace') found.graceMs = graceOf(rest.shift());
    else if (first?.startsWith('--grace=')) found.graceMs = graceOf(first.slice('--grace='.length));
    else return { ...found, file: first, args: rest };
  }
}

function graceOf(text: string | undefined): number {
  const graceMs = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  if (!(graceMs >= 0)) throw wrong(`--grace is a number of milliseconds, not ${text ?? 'missing'}`);
  return graceMs;
}

const wrong = (what: string): UsageError => new UsageError(`greenspool run: ${what}.\n\n  ${runUsage}`);
