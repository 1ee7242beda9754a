/** `greenspool serve <program>`: reads the command line; serve-start.ts does the rest. */
import { realpathSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { ServeOptions } from '../server/index.js';
import { located, otherCopy } from './program.js';
import { serveUsage } from './serve-usage.js';
import { UsageError } from './usage-error.js';

/** What was asked for. `options` are those of the command line, which win over the program's. */
export interface ServeCommand {
  path: string;
  entry: string;
  /** Of the program. */
  args: string[];
  /** As it was written, for the workers. */
  given: string[];
  options: ServeOptions;
  isPatched: boolean;
}

const known = {
  port: { type: 'string' },
  host: { type: 'string' },
  workers: { type: 'string' },
  grace: { type: 'string' },
  patch: { type: 'boolean' },
  help: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

type Values = ReturnType<typeof parsed>['values'];

/** Prepares everything; the program begins when what is returned is called. Throws GS_NO_FILE, GS_BAD_CONFIG. */
export async function serve(given: string[]): Promise<() => unknown> {
  const end = given.indexOf('--');
  const { values, positionals } = parsed(end < 0 ? given : given.slice(0, end));
  if (values.help)
    return () => console.log(`Usage: greenspool serve <program> [options] [-- arguments]\n\n  ${serveUsage}`);
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw wrong('name one program; what is for it comes after --');
  const options = optionsOf(values);
  const path = located(file);
  const entry = realpathSync(path);
  const other = otherCopy(entry, 'serve.js');
  if (other !== undefined) return ((await import(other)) as { serve: typeof serve }).serve(given);
  const args = end < 0 ? [] : given.slice(end + 1);
  // Only now is the runtime loaded: there must be no second one.
  const { startServing } = await import('./serve-start.js');
  return startServing({ path, entry, args, given, options, isPatched: values.patch ?? false });
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: known, allowPositionals: true });
  } catch (error) {
    throw wrong((error as Error).message);
  }
}

function optionsOf({ port, host, workers, grace }: Values): ServeOptions {
  return {
    ...(port === undefined ? {} : { port: numberIn('port', port) }),
    ...(host === undefined ? {} : { host }),
    ...(workers === undefined ? {} : { workers: workers === 'auto' ? 'auto' : numberIn('workers', workers) }),
    ...(grace === undefined ? {} : { grace: numberIn('grace', grace) }),
  };
}

function numberIn(name: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= 0)) throw wrong(`--${name} is a number, not ${text}`);
  return value;
}

const wrong = (what: string): UsageError => new UsageError(`greenspool serve: ${what}.\n\n  ${serveUsage}`);
