/** What package a file belongs to, by its path and by the package.json files above it. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface PackageScope {
  folder: string;
  name: string | undefined;
  type: 'module' | 'commonjs' | undefined;
}

const scopes = new Map<string, PackageScope | undefined>();

/** The nearest package.json above a file, found as Node finds it. */
export function scopeOf(path: string): PackageScope | undefined {
  return scopeOfFolder(dirname(path));
}

function scopeOfFolder(folder: string): PackageScope | undefined {
  if (scopes.has(folder)) return scopes.get(folder);
  const scope = manifestIn(folder) ?? above(folder);
  scopes.set(folder, scope);
  return scope;
}

/** Node's search ends at a folder named node_modules. */
function above(folder: string): PackageScope | undefined {
  const parent = dirname(folder);
  return parent === folder || parent.endsWith('node_modules') ? undefined : scopeOfFolder(parent);
}

function manifestIn(folder: string): PackageScope | undefined {
  let manifest: { name?: unknown; type?: unknown };
  try {
    manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return undefined; // A damaged one is for Node to report.
  }
  const { name, type } = manifest ?? {};
  return {
    folder,
    name: typeof name === 'string' ? name : undefined,
    type: type === 'module' || type === 'commonjs' ? type : undefined,
  };
}

/** The name of the installed package that a file is in, and undefined for files outside all node_modules. */
export function installedPackage(path: string): string | undefined {
  const match = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(slashed(path));
  return match?.[1];
}

/** Paths with slashes on every platform, as patterns are written. */
export function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
