/**
 * `node --import greenspool/register app.js`: the program and what it imports or requires is compiled as it is loaded, so that
 * its plain functions can block. Importing this module is all; it exports nothing.
 */
import { realpathSync } from 'node:fs';
import { install } from './install.js';
import { isOurs } from './selection.js';

if (!isOurCommand(process.argv[1])) install(entry());

/** What `greenspool run` passes on to other processes and threads, which may run the same program. */
function entry(): string | undefined {
  return new URL(import.meta.url).searchParams.get('entry') ?? undefined;
}

/** `greenspool run` installs the loader itself, for the program that it is about to run. */
function isOurCommand(program: string | undefined): boolean {
  try {
    return isOurs(realpathSync(program ?? ''));
  } catch {
    return false;
  }
}
