/**
 * A static check of the compiler's output: a name that is free in it and was not in the source has lost its declaration.
 * (Running the output shows that only in strict code, and only where the name is used.)
 */
import { parse } from 'acorn';
import { Analysis } from '../../build/compiler/analysis.js';

/** What every compiled file refers to, and what the language itself has. */
const expected = new Set(['$gs', '$gsm', 'undefined', 'Object', 'Error', 'arguments']);

/** The names that became free when `source` was compiled to each of `outputs`. */
export function strayNames(source: string, outputs: string[]): string[] {
  const before = freeNames(source);
  const names = outputs.flatMap((output) => [...freeNames(output)]);
  return [...new Set(names)].filter((name) => !before.has(name) && !expected.has(name));
}

function freeNames(text: string): Set<string> {
  const program = parse(text, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true });
  const { users } = new Analysis(program as never, false);
  return new Set([...users].filter(([, bindings]) => bindings.has(null)).map(([name]) => name));
}
