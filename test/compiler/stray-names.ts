/**
 * A static check of the compiler's output: a name that is free in it and was not in the source has lost its declaration.
 * (Running the output shows that only in strict code, and only where the name is used.)
 */
import { parse } from 'acorn';
import { compile } from 'greenspool/compiler';
import { Analysis } from '../../build/compiler/scope.js';

/** What every compiled file refers to, and what the language itself has. */
const expected = new Set(['$gs', '$gsm', 'undefined', 'Object', 'Error', 'arguments']);

export function strayNames(source: string): string[] {
  const before = freeNames(source);
  const stray = new Set<string>();
  for (const storm of [false, true]) {
    const { code } = compile(source, { sourceType: 'commonjs', storm });
    for (const name of freeNames(code)) if (!before.has(name) && !expected.has(name)) stray.add(name);
  }
  return [...stray];
}

function freeNames(text: string): Set<string> {
  const program = parse(text, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true });
  const { users } = new Analysis(program as never, false);
  return new Set([...users].filter(([, bindings]) => bindings.has(null)).map(([name]) => name));
}
