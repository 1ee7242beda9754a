/** Errors of the loader: its configuration, and sources that it cannot lower or compile. */
import { GreenspoolError } from './greenspool-error.js';

export function badConfig(where: string, stopped: string, fix: string, cause?: unknown): GreenspoolError {
  return new GreenspoolError({ code: 'GS_BAD_CONFIG', tried: `read ${where}`, stopped, fix, cause });
}

/** TypeScript or JSX that cannot be parsed. Plain JavaScript is left to Node, which reports it as ever. */
export function badSyntax(path: string, line: number, column: number, text: string, excerpt: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_SYNTAX',
    tried: `read ${path}:${line}:${column}`,
    stopped: text,
    fix: `Correct the syntax:\n\n    ${excerpt}\n    ${' '.repeat(column - 1)}^`,
  });
}

export function compilerFailed(path: string, cause: unknown): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_COMPILER_FAILED',
    tried: `compile ${path}`,
    stopped: `the compiler failed (${cause instanceof Error ? cause.message : String(cause)})`,
    fix: 'Please report it; to go on without this file, name it in "exclude" of greenspool.config.json',
    cause,
  });
}

export function noSuchFile(path: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_NO_FILE',
    tried: `run ${path}`,
    stopped: 'there is no such file',
    fix: 'Name a JavaScript or TypeScript file; its path is taken from the current folder',
  });
}
