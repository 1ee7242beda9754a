/** Source text to ESTree, with acorn; a syntax error says where. */
import { Parser } from 'acorn';
import importPhases from 'acorn-import-phases';
import { GreenspoolError } from '../errors/greenspool-error.js';
import type { Node } from './ast.js';

/** The source cannot be parsed. `line` is 1-based, `column` 0-based. */
export class CompileSyntaxError extends GreenspoolError {
  readonly line: number;
  readonly column: number;

  constructor(filename: string, cause: { message: string; loc?: { line: number; column: number } }) {
    const { line = 1, column = 0 } = cause.loc ?? {};
    super({
      code: 'GS_SYNTAX',
      tried: `compile ${filename}:${line}:${column + 1}`,
      stopped: cause.message.replace(/ \(\d+:\d+\)$/, ''),
      fix: 'Correct the syntax; TypeScript and JSX must be lowered before (`greenspool run` and `greenspool/register` do)',
      cause,
    });
    this.line = line;
    this.column = column;
  }
}

/** With `import source` and `import defer`: newer hosts know them, the others refuse the compiled text as they refuse the source. */
const AcornParser = Parser.extend(importPhases());

export function parse(source: string, filename: string, sourceType: 'module' | 'commonjs' | 'script'): Node {
  try {
    return AcornParser.parse(source, {
      ecmaVersion: 'latest',
      sourceType,
      allowHashBang: true,
    }) as unknown as Node;
  } catch (error) {
    throw new CompileSyntaxError(filename, error as { message: string });
  }
}
