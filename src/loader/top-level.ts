/**
 * Runs the top level of a program as a greenlet, when it was compiled with `topLevel: 'greenlet'`: its text is then a function
 * that is handed to this global.
 */
import { type Greenlet, spawn, waitFor } from '../index.js';

/** In place of `await`, which a plain function cannot contain; that any value may be awaited stays. */
const wait = (value: unknown): unknown => waitFor(Promise.resolve(value));

/** An ES module gets `wait`, CommonJS the variables of its own. */
function top(program: (...args: unknown[]) => unknown, args: unknown[] = [wait]): Promise<unknown> {
  Object.defineProperty(program, 'name', { value: 'program' });
  const greenlet = spawn(program, ...args);
  tellWhenStuck(greenlet);
  return greenlet.then();
}

/** The exit code that node has for a module that awaits what will never come. */
const STUCK = 13;

/** A program that waits although nothing is left that could wake it must not look as if it had ended well. */
function tellWhenStuck(greenlet: Greenlet): void {
  let isIdle = false; // Not so when the program itself called process.exit().
  process.on('beforeExit', () => {
    isIdle = true;
  });
  process.on('exit', () => {
    if (greenlet.dead || !isIdle) return;
    process.exitCode ??= STUCK;
    const lines = greenlet.stack().map(({ name, file, line, column }) => {
      return `    at ${name}${file === undefined ? '' : ` (${file}:${line}:${column})`}`;
    });
    console.error(`greenspool: the program waits for something that can no longer happen\n${lines.join('\n')}`);
  });
}

export function defineTopLevel(): void {
  Object.defineProperty(globalThis, Symbol.for('greenspool.top'), { value: top, configurable: true });
}
