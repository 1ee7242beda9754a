/** TypeScript and JSX to JavaScript, by esbuild, which is only loaded when there is some. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type esbuild from 'esbuild';
import type { TransformFailure, TransformOptions } from 'esbuild';
import { badSyntax } from '../errors/loading.js';
import type { Dialect, Format } from './language.js';
import { tsOptionsFor } from './tsconfig.js';

export interface Lowered {
  code: string;
  /** From the JavaScript to the source, as JSON. */
  map: string;
}

const require = createRequire(import.meta.url);

/** What esbuild is told, so that the cache can tell results apart. */
export function loweringOptions(path: string, dialect: Dialect, format: Format | undefined): TransformOptions {
  return {
    loader: dialect,
    target: 'esnext',
    platform: 'node',
    supported: { decorators: false, using: 'dispose' in Symbol && parses('{ using x = null }') },
    tsconfigRaw: { compilerOptions: tsOptionsFor(dirname(path)) },
    // CommonJS written with `import` and `export`, as TypeScript has it. An ES module is left as it is.
    ...(format === 'commonjs' ? { format: 'cjs' } : {}),
  };
}

/** Throws GS_SYNTAX with the place of the first error. */
export function lower(source: string, path: string, url: string, options: TransformOptions): Lowered {
  const { transformSync } = require('esbuild') as typeof esbuild;
  const about = { sourcefile: url, sourcemap: 'external', sourcesContent: false, keepNames: false, logLevel: 'silent' };
  try {
    const { code, map } = transformSync(source, { ...options, ...(about as TransformOptions) });
    return { code, map };
  } catch (error) {
    throw located(error as TransformFailure, path);
  }
}

/** Without loading it: a cached result does not need it. */
export const loweringVersion = (): string => (require('esbuild/package.json') as { version: string }).version;

function located(failure: TransformFailure, path: string): unknown {
  const [first] = failure.errors ?? [];
  if (first?.location == null) return failure;
  const { line, column, lineText } = first.location;
  return badSyntax(path, line, column + 1, first.text, lineText);
}

function parses(code: string): boolean {
  try {
    new Function(code);
    return true;
  } catch {
    return false;
  }
}
