/** The one place that knows the compiler: what it is called with, and what it refuses. */
import { compilerFailed } from '../errors/loading.js';
import type { Format } from './language.js';

export interface Compiled {
  code: string;
  map: string | object | null;
}

interface CompileOptions {
  filename: string;
  sourceType: Format;
  topLevel: 'barrier' | 'greenlet';
  runtime: string;
  sourceMap: boolean;
}

export type Compile = (source: string, options: CompileOptions) => Compiled;

export async function loadCompiler(url: string): Promise<Compile> {
  return ((await import(url)) as { compile: Compile }).compile;
}

/** Code that is no valid JavaScript gives undefined: Node is to report it. Throws GS_COMPILER_FAILED. */
export function compiled(compile: Compile, source: string, options: CompileOptions): Compiled | undefined {
  try {
    return compile(source, options);
  } catch (error) {
    if ((error as { code?: unknown })?.code === 'GS_SYNTAX') return undefined;
    throw compilerFailed(options.filename, error);
  }
}
