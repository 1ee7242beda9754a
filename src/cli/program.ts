/** Finding the program that a command was given, and the copy of greenspool that is to run it. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { noSuchFile } from '../errors/loading.js';
import { sourceFor } from '../loader/resolve.js';

/** The file that is meant, as it was named. Throws GS_NO_FILE. */
export function located(file: string): string {
  const path = resolve(file);
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  const found = sourceFor(path, true);
  if (found === undefined) throw noSuchFile(path);
  return found;
}

/** The same command of the package that the program itself would import: two copies of the runtime would not know of each other's greenlets. */
export function otherCopy(entry: string, command: string): string | undefined {
  const own = realpathSync(fileURLToPath(new URL('../..', import.meta.url)));
  try {
    const theirs = dirname(realpathSync(createRequire(entry).resolve('greenspool/package.json')));
    const file = join(theirs, 'build/cli', command);
    return theirs !== own && existsSync(file) ? pathToFileURL(file).href : undefined;
  } catch {
    return undefined; // Not installed there.
  }
}
