/**
 * Files that imports name differently from how they are on disk. Node's own resolution comes first; only where it finds
 * nothing, and for files of the app:
 *
 *   ./x.js    may be x.ts or x.tsx           ./x.mjs may be x.mts    ./x.cjs may be x.cts    ./x.jsx may be x.tsx
 *   ./x       in require(), and in an import that TypeScript or JSX contains, may be x.ts, x.tsx, ... or x/index.ts, ...
 *   greenspool    is this copy of it
 */
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const written: Readonly<Record<string, string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
const extensions = ['.ts', '.tsx', '.mts', '.cts', '.jsx', '.js'];

/** The file that is meant by a path at which there is none. */
export function sourceFor(path: string, mayLackExtension: boolean): string | undefined {
  const [, stem = path, extension = ''] = /^(.*)(\.[cm]?jsx?)$/.exec(path) ?? [];
  const renamed = (written[extension] ?? []).map((other) => stem + other);
  return [...renamed, ...(mayLackExtension ? completions(path) : [])].find(isFile);
}

function completions(path: string): string[] {
  return [path, join(path, 'index')].flatMap((stem) => extensions.map((extension) => stem + extension));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

const require = createRequire(import.meta.url);

/** `greenspool` itself, for programs that have no copy of their own and are run by the command of this one. */
export function ownPackage(specifier: string): string | undefined {
  if (!/^greenspool(?:\/|$)/.test(specifier)) return undefined;
  try {
    return require.resolve(specifier);
  } catch {
    return undefined; // It has no such subpath.
  }
}

const notFound = ['ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT', 'MODULE_NOT_FOUND'];

export function isNotFound(error: unknown): error is Error & { url?: string } {
  return notFound.includes((error as { code?: string } | null)?.code ?? '');
}

/** `./x`, `../x`, `/x` and `.`, but not the names of packages. */
export const isRelative = (specifier: string): boolean => /^(?:\.{1,2}(?:\/|$)|\/|file:)/.test(specifier);
