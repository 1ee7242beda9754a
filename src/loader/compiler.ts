/** The one place that knows the compiler: what it is called with, and what it refuses. */
import { type Compiled, type CompileOptions, compile } from '../compiler/index.js';
import { compilerFailed } from '../errors/loading.js';

export type { Compiled };

/**
 * Code that is no valid JavaScript gives undefined: Node is to report it. Throws GS_COMPILER_FAILED, and what the compiler
 * refuses with a code of its own.
 */
export function compiled(source: string, options: CompileOptions & { filename: string }): Compiled | undefined {
  try {
    return compile(source, options);
  } catch (error) {
    const code = String((error as { code?: unknown } | null)?.code);
    if (code === 'GS_SYNTAX') return undefined;
    throw code.startsWith('GS_') ? error : compilerFailed(options.filename, error);
  }
}
