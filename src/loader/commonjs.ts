/**
 * CommonJS, on all versions of Node: `Module.prototype._compile` is where every CommonJS source passes, from require(),
 * createRequire(), an import, or as the main program; so does an ES module that is required. Many tools hook in there, so
 * Node keeps it working. `Module._resolveFilename` finds files that are named as what they are compiled to.
 */
import Module from 'node:module';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { Format } from './language.js';
import type { Pipeline } from './pipeline.js';
import { isNotFound, isRelative, ownPackage, sourceFor } from './resolve.js';
import { isOwn } from './selection.js';

interface Internals {
  prototype: { _compile(this: object, source: string, path: string, format?: string, ...rest: unknown[]): unknown };
  _resolveFilename(
    this: unknown,
    request: string,
    parent: { filename?: string | null } | null,
    ...rest: unknown[]
  ): string;
}

export function patchCommonJs(pipeline: Pipeline): void {
  const internals = Module as unknown as Internals;
  const { _compile } = internals.prototype;
  const { _resolveFilename } = internals;

  internals.prototype._compile = function (source, path, format, ...rest) {
    // Other names than paths are given to code that is in no file.
    const isFile = typeof source === 'string' && isAbsolute(path);
    const entry = isFile ? pipeline.load(path, source, known(format)) : undefined;
    if (entry === undefined) return _compile.call(this, source, path, format, ...rest);
    return _compile.call(this, entry.code, path, entry.format, ...rest);
  };

  internals._resolveFilename = function (request, parent, ...rest) {
    try {
      return _resolveFilename.call(this, request, parent, ...rest);
    } catch (error) {
      const found = meant(request, parent?.filename ?? undefined, error);
      if (found === undefined) throw error;
      return found;
    }
  };
}

/** `commonjs-typescript` and `module-typescript` are for files that Node would strip itself. */
function known(format: string | undefined): Format | undefined {
  const [name] = format?.split('-') ?? [];
  return name === 'module' || name === 'commonjs' ? name : undefined;
}

function meant(request: string, from: string | undefined, error: unknown): string | undefined {
  if (!isNotFound(error) || from === undefined || !isOwn(from)) return undefined;
  return isRelative(request) ? sourceFor(resolve(dirname(from), request), true) : ownPackage(request);
}
