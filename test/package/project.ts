// Throw-away projects outside the repository, as a user of the package would have them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const tscPath = join(root, 'node_modules/typescript/bin/tsc');

/** An empty ESM project. The caller removes it. */
export function emptyProject(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'greenspool-project-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  return folder;
}

/** A project that has this repository (not a packed copy) under the package's name, and Node's types. */
export function linkedProject(): string {
  const folder = emptyProject();
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/greenspool'), 'junction');
  linkCommand(folder);
  linkNodeTypes(folder);
  return folder;
}

/** What npm makes of the package's "bin", for `npx greenspool`. */
function linkCommand(folder: string): void {
  mkdirSync(join(folder, 'node_modules/.bin'));
  const script = `#!/bin/sh\nexec node '${join(root, 'build/cli/index.js')}' "$@"\n`;
  writeFileSync(join(folder, 'node_modules/.bin/greenspool'), script, { mode: 0o755 });
}

export function linkNodeTypes(folder: string): void {
  const types = join(folder, 'node_modules/@types');
  mkdirSync(types, { recursive: true });
  for (const name of ['@types/node', 'undici-types']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
}

/** Runs npm there and gives what it printed. */
export function npm(cwd: string, ...args: string[]): string {
  const shared = ['--no-audit', '--no-fund', '--loglevel=error'];
  return output(cwd, 'npm', [...args, ...shared]);
}

export function output(cwd: string, command: string, args: string[]): string {
  const shell = process.platform === 'win32' && command === 'npm';
  const done = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell,
  });
  if (done.status === 0) return done.stdout;
  throw new Error(`${command} ${args.join(' ')}: exit code ${done.status}\n${done.stdout}${done.stderr}`);
}
