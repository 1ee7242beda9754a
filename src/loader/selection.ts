/**
 * Which files are compiled. In this order:
 *
 *   1. greenspool's own files: never.
 *   2. The program that `greenspool run` was asked for: always.
 *   3. What "exclude" names: not.
 *   4. Files of an installed package (below node_modules): when "include" names the package, or the path.
 *   5. All others are the app's own: compiled, unless "include" has paths; then only those.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Config, isPackageName } from './config.js';
import { escaped, globSource } from './glob.js';
import { installedPackage, scopeOf, slashed } from './packages.js';

export class Selection {
  readonly #entry: string | undefined;
  readonly #excluded: Patterns;
  readonly #included: Patterns;

  constructor(config: Config, entry: string | undefined) {
    this.#entry = entry;
    this.#excluded = new Patterns(config.exclude, config.folder);
    this.#included = new Patterns(config.include, config.folder);
  }

  compiles(path: string): boolean {
    if (isOurs(path)) return false;
    if (path === this.#entry) return true;
    if (this.#excluded.match(path)) return false;
    if (!isOwn(path)) return this.#included.match(path);
    return !this.#included.hasOwnPaths || this.#included.match(path);
  }

  /** TypeScript of the app itself is lowered even where it is not compiled: nobody else would do it. */
  lowers(path: string): boolean {
    return isOwn(path) || this.compiles(path);
  }
}

/** Is it a file of the app, and not of an installed package? */
export function isOwn(path: string): boolean {
  return installedPackage(path) === undefined;
}

class Patterns {
  readonly #names: RegExp[];
  readonly #paths: RegExp[];
  /** Are there paths of the app itself, not below node_modules? */
  readonly hasOwnPaths: boolean;

  constructor(patterns: string[], folder: string) {
    const paths = patterns.filter((pattern) => !isPackageName(pattern));
    this.#names = patterns.filter(isPackageName).map((name) => new RegExp(`^${globSource(name)}$`));
    this.#paths = paths.map((pattern) => pathPattern(pattern, folder));
    this.hasOwnPaths = paths.some((pattern) => !pattern.includes('node_modules'));
  }

  match(path: string): boolean {
    const name = installedPackage(path) ?? (this.#names.length > 0 ? scopeOf(path)?.name : undefined);
    if (name !== undefined && this.#names.some((pattern) => pattern.test(name))) return true;
    return this.#paths.some((pattern) => pattern.test(slashed(path)));
  }
}

/** A folder stands for all that is in it. A pattern does not reach into node_modules unless it names them. */
function pathPattern(pattern: string, folder: string): RegExp {
  const wild = pattern.search(/[*?{]/);
  if (wild < 0) return literalPath(resolve(folder, pattern));
  const start = pattern.slice(0, wild).replace(/[^/]*$/, '');
  const base = slashed(resolve(folder, start)).replace(/\/?$/, '/');
  const within = pattern.includes('node_modules') ? '' : '(?!(?:.*/)?node_modules/)';
  return new RegExp(`^${escaped(base)}${within}${globSource(pattern.slice(start.length))}$`);
}

function literalPath(path: string): RegExp {
  return new RegExp(`^${escaped(slashed(path))}${isFolder(path) ? '/.*' : ''}$`);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** What the package itself ships, wherever a copy of it is installed. Its examples and tests are ordinary programs. */
export function isOurs(path: string): boolean {
  const scope = scopeOf(path);
  return scope?.name === 'greenspool' && slashed(path).startsWith(`${slashed(scope.folder)}/build/`);
}
