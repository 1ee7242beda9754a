/**
 * Loads a program into this very process, compiled, with its top level as a greenlet. A child process with the right flags would
 * be simpler, but signals, the terminal, a debugger and the channel of fork() would then all have to be passed on.
 */
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { pathToFileURL } from 'node:url';
import { hasUsableSyncHooks, install } from '../loader/install.js';
import { patchAll } from '../monkey/index.js';
import { endOnInterrupt } from './interrupt.js';
import { passOn } from './pass-on.js';

interface Options {
  /** How long greenlets have to clean up after SIGINT. */
  graceMs: number;
  /** The Sync functions of Node are patched, here and in what it starts. */
  isPatched: boolean;
}

/**
 * Prepares everything; the program begins when what is returned is called. `path` is how it was named, `entry` where it really
 * is. Throws GS_BAD_CONFIG, GS_CANNOT_PATCH.
 */
export function start(path: string, entry: string, args: string[], { graceMs, isPatched }: Options): () => unknown {
  process.argv.splice(1, process.argv.length, path, ...args);
  passOn(entry, isPatched);
  endOnInterrupt(graceMs);
  const loader = install(entry);
  if (isPatched) patchAll();
  const isModule = () => loader.formatOf(entry, () => readFileSync(entry, 'utf8')) === 'module';
  if (!hasUsableSyncHooks() && isModule()) return () => import(pathToFileURL(entry).href);
  // Node's own way to start a program: require.main, import.meta.main and uncaught errors are as with `node program.js`.
  return () => setImmediate(() => (module as unknown as { runMain(): void }).runMain());
}
