/** The compiler options of the nearest tsconfig.json that change what TypeScript and JSX mean, `extends` followed. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { TsconfigRaw } from 'esbuild';
import { badConfig } from '../errors/loading.js';
import { parseJsonc } from './jsonc.js';

export type TsOptions = NonNullable<TsconfigRaw['compilerOptions']>;

/** All others are about checking, or about where output goes. */
const relevant = [
  'alwaysStrict',
  'experimentalDecorators',
  'importsNotUsedAsValues',
  'jsx',
  'jsxFactory',
  'jsxFragmentFactory',
  'jsxImportSource',
  'preserveValueImports',
  'strict',
  'target',
  'useDefineForClassFields',
  'verbatimModuleSyntax',
] as const satisfies (keyof TsOptions)[];

const nearest = new Map<string, TsOptions>();

/** The options for the files of a folder. Throws GS_BAD_CONFIG when the tsconfig.json cannot be read. */
export function tsOptionsFor(folder: string): TsOptions {
  const options = nearest.get(folder) ?? find(folder);
  nearest.set(folder, options);
  return options;
}

function find(folder: string): TsOptions {
  const own = join(folder, 'tsconfig.json');
  if (existsSync(own)) return runnable(optionsOf(own, []));
  const parent = dirname(folder);
  return parent === folder ? {} : tsOptionsFor(parent);
}

/** JSX that is preserved for another tool would be a syntax error here. */
function runnable(options: TsOptions): TsOptions {
  return options.jsx === 'preserve' || options.jsx === 'react-native' ? { ...options, jsx: 'react-jsx' } : options;
}

function optionsOf(path: string, seen: string[]): TsOptions {
  if (seen.includes(path)) throw badConfig(path, 'it extends itself', 'Remove the cycle of "extends"');
  const config = read(path);
  const bases = [config.extends ?? []].flat();
  const inherited = bases.map((base) => optionsOf(located(base, path), [...seen, path]));
  return Object.assign({}, ...inherited, picked(config.compilerOptions ?? {}));
}

interface RawConfig {
  extends?: string | string[];
  compilerOptions?: Record<string, unknown>;
}

function read(path: string): RawConfig {
  try {
    return (parseJsonc(readFileSync(path, 'utf8')) ?? {}) as RawConfig;
  } catch (cause) {
    throw badConfig(path, (cause as Error).message, 'Correct it', cause);
  }
}

function picked(options: Record<string, unknown>): TsOptions {
  const given = relevant.filter((name) => options[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, options[name]]));
}

/** Where `extends` leads: a path with or without .json, or a file of a package, or the package itself. */
function located(base: string, from: string): string {
  const isPath = base.startsWith('.') || isAbsolute(base);
  const candidates = [base, `${base}.json`, `${base}/tsconfig.json`];
  for (const candidate of candidates) {
    const path = isPath ? resolve(dirname(from), candidate) : inPackage(candidate, from);
    if (path?.endsWith('.json') && existsSync(path)) return path;
  }
  throw badConfig(from, `it extends ${base}, which is not there`, 'Correct the path, or install the package');
}

function inPackage(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}
