/** Compiles text and runs it, for tests that only want the result. */
import vm from 'node:vm';
import { type Greenlet, greenlet } from 'greenspool';
import 'greenspool/compiled';
import { compile } from 'greenspool/compiler';

type Main = (...args: unknown[]) => unknown;

/** The value of the compiled expression `text`. */
export function evaluate(text: string): unknown {
  const { code } = compile(`(${text})`, { sourceType: 'script', filename: 'test.js' });
  return vm.runInThisContext(code, { filename: 'test.js' });
}

/**
 * Runs the compiled function expression in a greenlet. Its first argument is `park(x)`, which goes to main and is
 * resumed at once with x; `more` are the others.
 */
export function runParking(text: string, ...more: unknown[]): unknown {
  const g = greenlet(evaluate(text) as Main);
  const main = g.parent as Greenlet;
  let value = g.switch((x: unknown) => main.switch(x), ...more);
  while (!g.dead) value = g.switch(value);
  return value;
}
