/**
 * What happens to ES modules, whichever kind of hook Node calls. Both kinds come here before Node's own step, and after it.
 *
 * CommonJS is not dealt with here, even where hooks see it: once a hook has touched its source, some versions of Node
 * give it a reduced `require` and `module`. It is left to Node, which gets to commonjs.ts.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { declaredFormat, dialectOf } from './language.js';
import type { Pipeline } from './pipeline.js';
import { isNotFound, isRelative, ownPackage, sourceFor } from './resolve.js';
import { isOwn } from './selection.js';
import { urlOf } from './source-map.js';

export interface LoadResult {
  format: string | null | undefined;
  source?: string | ArrayBuffer | NodeJS.TypedArray | null | undefined;
  shortCircuit?: boolean;
}

/** The result for TypeScript and JSX; undefined for what Node is to load. */
export function loadBefore(pipeline: Pipeline, url: string): LoadResult | undefined {
  const path = pathOf(url);
  if (path === undefined || !pipeline.lowers(path)) return undefined;
  const commonjs = { format: 'commonjs', source: null, shortCircuit: true };
  if (declaredFormat(path) === 'commonjs') return commonjs;
  const entry = pipeline.load(path, readFileSync(path, 'utf8'), undefined)!;
  return entry.format === 'commonjs' ? commonjs : { format: 'module', source: entry.code, shortCircuit: true };
}

/** Node's result, compiled. */
export function loadAfter(pipeline: Pipeline, url: string, result: LoadResult): LoadResult {
  const path = pathOf(url);
  if (path === undefined) return result;
  if (result.format === 'commonjs') return { ...result, source: null };
  if (result.format !== 'module' || result.source == null) return result;
  const entry = pipeline.load(path, textOf(result.source), 'module');
  return entry === undefined ? result : { ...result, source: entry.code };
}

/** The URL of the file that an import meant which Node could not resolve. */
export function resolveAfter(specifier: string, parent: string | undefined, error: unknown): string | undefined {
  const from = parent === undefined ? undefined : pathOf(parent);
  if (!isNotFound(error) || from === undefined || !isOwn(from)) return undefined;
  const own = ownPackage(specifier);
  if (own !== undefined) return urlOf(own);
  const target = isRelative(specifier) ? new URL(specifier, parent) : error.url && new URL(error.url);
  if (!target) return undefined;
  const path = pathOf(target.href);
  const found = path && sourceFor(path, dialectOf(from) !== undefined);
  return found ? urlOf(found) + target.search + target.hash : undefined;
}

function pathOf(url: string): string | undefined {
  return url.startsWith('file:') ? fileURLToPath(url) : undefined;
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source);
}
