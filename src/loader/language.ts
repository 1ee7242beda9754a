/** What a file's name says about its language, and whether it is an ES module or CommonJS, decided as Node decides it. */
import { extname } from 'node:path';
import { compileFunction } from 'node:vm';
import { scopeOf } from './packages.js';

export type Format = 'module' | 'commonjs';
export type Dialect = 'jsx' | 'ts' | 'tsx';

const dialects: Readonly<Record<string, Dialect>> = {
  '.jsx': 'jsx',
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
};

/** The language to lower from; undefined for JavaScript and for all that is none of ours. */
export function dialectOf(path: string): Dialect | undefined {
  return dialects[extname(path)];
}

/** What the extension or the package's "type" say; undefined when the source decides. */
export function declaredFormat(path: string): Format | undefined {
  if (/\.m[jt]s$/.test(path)) return 'module';
  if (/\.c[jt]s$/.test(path)) return 'commonjs';
  return scopeOf(path)?.type;
}

const parameters = ['exports', 'require', 'module', '__filename', '__dirname'];
/** V8's complaints about CommonJS that is really an ES module; Node looks for the same. */
const moduleSyntax =
  /Cannot use import statement|Unexpected token 'export'|Cannot use 'import\.meta'|await is only valid|Identifier '(?:exports|require|module|__filename|__dirname)' has already/;

/** JavaScript that nothing declares: an ES module if only that makes sense of it. */
export function detectFormat(code: string, path: string): Format {
  try {
    compileFunction(code, parameters, { filename: path });
    return 'commonjs';
  } catch (error) {
    return moduleSyntax.test((error as Error).message) ? 'module' : 'commonjs';
  }
}
