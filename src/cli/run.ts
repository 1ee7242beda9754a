/** `greenspool run <program> [arguments]`: finds the program, and the copy of greenspool that is to run it. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { noSuchFile } from '../errors/loading.js';
import { sourceFor } from '../loader/resolve.js';
import { runUsage } from './run-usage.js';
import { UsageError } from './usage-error.js';

/** Prepares everything; the program begins when what is returned is called. Throws GS_NO_FILE, GS_BAD_CONFIG. */
export async function run([file, ...args]: string[]): Promise<() => unknown> {
  if (file === undefined || file.startsWith('-'))
    throw new UsageError(`greenspool run: name a program.\n\n  ${runUsage}`);
  const path = located(file);
  const entry = realpathSync(path);
  const other = otherCopy(entry);
  if (other !== undefined) return ((await import(other)) as { run: typeof run }).run([file, ...args]);
  // Only now is the runtime loaded: there must be no second one.
  return (await import('./start.js')).start(path, entry, args);
}

function located(file: string): string {
  const path = resolve(file);
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  const found = sourceFor(path, true);
  if (found === undefined) throw noSuchFile(path);
  return found;
}

/** The package that the program itself would import: two copies of the runtime would not know of each other's greenlets. */
function otherCopy(entry: string): string | undefined {
  const own = realpathSync(fileURLToPath(new URL('../..', import.meta.url)));
  try {
    const theirs = dirname(realpathSync(createRequire(entry).resolve('greenspool/package.json')));
    const command = join(theirs, 'build/cli/run.js');
    return theirs !== own && existsSync(command) ? pathToFileURL(command).href : undefined;
  } catch {
    return undefined; // Not installed there.
  }
}
