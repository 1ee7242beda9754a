/**
 * `greenspool run <program> [arguments]`: loads the program into this very process, compiled, with its top level as a greenlet.
 * A child process with the right flags would be simpler, but signals, the terminal, a debugger and the channel of fork() would
 * then all have to be passed on.
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { noSuchFile } from '../errors/loading.js';
import { hasUsableSyncHooks, install } from '../loader/install.js';
import { sourceFor } from '../loader/resolve.js';
import { passOn } from './pass-on.js';
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
  process.argv.splice(1, process.argv.length, path, ...args);
  passOn(entry);
  const loader = install(entry);
  const isModule = () => loader.formatOf(entry, () => readFileSync(entry, 'utf8')) === 'module';
  if (!hasUsableSyncHooks() && isModule()) return () => import(pathToFileURL(entry).href);
  // Node's own way to start a program: require.main, import.meta.main and uncaught errors are as with `node program.js`.
  return () => setImmediate(() => (module as unknown as { runMain(): void }).runMain());
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
