#!/usr/bin/env node
/** The command `greenspool`. Finds the subcommand; an error that the user can mend is one line and exit code 2. */
import { readFileSync } from 'node:fs';
import { build, buildUsage } from './build.js';
import { runUsage } from './run-usage.js';
import { serveUsage } from './serve-usage.js';
import { UsageError } from './usage-error.js';

const usage = `Usage: greenspool <command>

  ${runUsage}
  ${serveUsage}
  ${buildUsage}
  --version, --help
`;

/** Returns what is to be done where an error is no longer one of this command, but of the user's program. */
async function main([command, ...args]: string[]): Promise<undefined | (() => unknown)> {
  if (command === 'run') return (await import('./run.js')).run(args);
  if (command === 'serve') return (await import('./serve.js')).serve(args);
  if (command === 'build') return void (await build(args));
  if (command === '--version') return print(version());
  if (command === '--help' || command === undefined) return print(usage);
  throw new UsageError(`There is no command ${command}.\n\n${usage}`);
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function print(text: string): undefined {
  console.log(text.trimEnd());
}

let begin: undefined | (() => unknown);
try {
  begin = await main(process.argv.slice(2));
} catch (error) {
  const { code, message } = error as Error & { code?: unknown };
  if (typeof code !== 'string') throw error;
  console.error(message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
await begin?.();
