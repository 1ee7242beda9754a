/**
 * Loads a program into this very process, compiled, with its top level as a greenlet. A child process with the right flags would
 * be simpler, but signals, the terminal, a debugger and the channel of fork() would then all have to be passed on.
 */
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { pathToFileURL } from 'node:url';
import { hasUsableSyncHooks, install } from '../loader/install.js';
import { endOnInterrupt } from './interrupt.js';
import { passOn } from './pass-on.js';

interface Options {
  /** How long greenlets have to clean up after SIGINT. */
  graceMs: number;
  /** Patches the Sync functions of Node: here, and then also in what it starts. */
  patch: (() => void) | null;
}

/**
 * Prepares everything; the program begins when what is returned is called. `path` is how it was named, `entry` where it really
 * is. Throws GS_BAD_CONFIG, GS_CANNOT_PATCH.
 */
export function start(path: string, entry: string, args: string[], { graceMs, patch }: Options): () => unknown {
  process.argv.splice(1, process.argv.length, path, ...args);
  passOn(entry, patch !== null);
  endOnInterrupt(graceMs);
  const loader = install(entry);
  patch?.();
  const isModule = () => loader.formatOf(entry, () => readFileSync(entry, 'utf8')) === 'module';
  if (!hasUsableSyncHooks() && isModule()) return () => import(pathToFileURL(entry).href);
  // Node's own way to start a program: require.main, import.meta.main and uncaught errors are as with `node program.js`.
  return () => setImmediate(() => (module as unknown as { runMain(): void }).runMain());
}
