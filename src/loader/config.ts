/**
 * Finds and checks what the user has configured:
 *
 *   greenspool.config.json       { "include": ["lodash", "src/**"], "exclude": ["src/generated/**"] }
 *   package.json                 { "greenspool": { the same } }
 *   GREENSPOOL_INCLUDE, GREENSPOOL_EXCLUDE    the same lists, with commas; they are added
 *
 * The nearest configuration above the program counts, and patterns are relative to its folder.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { badConfig } from '../errors/loading.js';

export interface Config {
  /** What the patterns are relative to. */
  folder: string;
  include: string[];
  exclude: string[];
}

interface Found {
  folder: string;
  /** For messages: the file, and the key in it. */
  where: string;
  value: unknown;
}

const fileName = 'greenspool.config.json';
const keys = ['include', 'exclude'] as const;

/** The configuration for a program in that folder. */
export function readConfig(folder: string, env: NodeJS.ProcessEnv): Config {
  const found = findUpwards(folder, configIn);
  const base = found?.folder ?? findUpwards(folder, manifestFolder) ?? folder;
  const { include, exclude } = found === undefined ? { include: [], exclude: [] } : checked(found);
  return {
    folder: base,
    include: [...include, ...fromEnvironment(env, 'GREENSPOOL_INCLUDE', base)],
    exclude: [...exclude, ...fromEnvironment(env, 'GREENSPOOL_EXCLUDE', base)],
  };
}

function findUpwards<T>(folder: string, look: (folder: string) => T | undefined): T | undefined {
  const found = look(folder);
  if (found !== undefined) return found;
  const parent = dirname(folder);
  return parent === folder ? undefined : findUpwards(parent, look);
}

const manifestFolder = (folder: string) => (existsSync(join(folder, 'package.json')) ? folder : undefined);

function configIn(folder: string): Found | undefined {
  const own = join(folder, fileName);
  const manifest = join(folder, 'package.json');
  const key = keyIn(manifest);
  if (!existsSync(own))
    return key === undefined ? undefined : { folder, where: `"greenspool" in ${manifest}`, value: key };
  if (key === undefined) return { folder, where: own, value: parsed(own) };
  throw badConfig(own, `there is a "greenspool" key in ${manifest} as well`, 'Keep one of the two');
}

function keyIn(manifest: string): unknown {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { greenspool?: unknown } | null)?.greenspool;
  } catch {
    return undefined; // No package.json, or one that Node will complain about.
  }
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw badConfig(path, `it is no valid JSON (${(cause as Error).message})`, 'Correct it', cause);
  }
}

function checked({ folder, where, value }: Found): Pick<Config, (typeof keys)[number]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badConfig(where, 'it is no object', 'Write { "include": [...], "exclude": [...] }');
  }
  const unknown = Object.keys(value).find((key) => !(keys as readonly string[]).includes(key));
  if (unknown !== undefined)
    throw badConfig(where, `"${unknown}" is no option`, 'The options are "include" and "exclude"');
  const { include = [], exclude = [] } = value as Record<string, unknown>;
  return {
    include: patterns(where, 'include', include, folder),
    exclude: patterns(where, 'exclude', exclude, folder),
  };
}

/** A list in the environment. Commas within braces belong to a pattern. */
function fromEnvironment(env: NodeJS.ProcessEnv, name: string, folder: string): string[] {
  const list = env[name]?.split(/,(?![^{]*\})/).map((pattern) => pattern.trim()) ?? [];
  return patterns(
    name,
    'the list',
    list.filter((pattern) => pattern !== ''),
    folder,
  );
}

function patterns(where: string, key: string, value: unknown, folder: string): string[] {
  if (!Array.isArray(value))
    throw badConfig(where, `"${key}" is no list`, `Write a list: "${key}": ["lodash", "src/**"]`);
  for (const pattern of value) checkPattern(where, key, pattern, folder);
  return value;
}

function checkPattern(where: string, key: string, pattern: unknown, folder: string): void {
  const shown = JSON.stringify(pattern);
  if (typeof pattern !== 'string' || pattern === '') {
    throw badConfig(
      where,
      `${shown} in ${key} is no name and no pattern`,
      'Name packages ("lodash") or files ("src/**")',
    );
  }
  if (pattern.startsWith('!')) {
    throw badConfig(where, `${shown} in ${key} starts with "!"`, `Put "${pattern.slice(1)}" into "exclude" instead`);
  }
  if (
    isPackageName(pattern) &&
    existsSync(join(folder, pattern)) &&
    !existsSync(join(folder, 'node_modules', pattern))
  ) {
    throw badConfig(
      where,
      `${shown} in ${key} would be the name of a package, but it is a file or folder here`,
      `Write "./${pattern}" if that is meant`,
    );
  }
}

/** `lodash`, `@scope/name`, `@scope/*`: as npm names packages. Everything else is a pattern of paths. */
export function isPackageName(pattern: string): boolean {
  return /^(?:@[\w~*.-]+\/)?[\w~*-][\w~*.-]*$/.test(pattern) && !/^\*+$/.test(pattern);
}
