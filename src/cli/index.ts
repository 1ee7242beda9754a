#!/usr/bin/env node
/** The command `greenspool`. Finds the subcommand; an error that the user can mend is one line and exit code 2. */
import { readFileSync } from 'node:fs';
import { build, buildUsage } from './build.js';
import { UsageError } from './usage-error.js';

const usage = `Usage: greenspool <command>

  ${buildUsage}
  --version, --help
`;

async function main([command, ...args]: string[]): Promise<void> {
  if (command === 'build') return build(args);
  if (command === '--version') return print(version());
  if (command === '--help' || command === undefined) return print(usage);
  throw new UsageError(`There is no command ${command}.\n\n${usage}`);
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function print(text: string): void {
  console.log(text.trimEnd());
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const { code, message } = error as Error & { code?: unknown };
  if (typeof code !== 'string') throw error;
  console.error(message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
