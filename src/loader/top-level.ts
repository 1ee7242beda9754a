/**
 * Runs the top level of a program as a greenlet, when it was compiled with `topLevel: 'greenlet'`: its text is then a function
 * that is handed to this global.
 */
import { spawn, waitFor } from '../index.js';

/** In place of `await`, which a plain function cannot contain; that any value may be awaited stays. */
const wait = (value: unknown): unknown => waitFor(Promise.resolve(value));

let running: Promise<unknown> | null = null;

/** Of a CommonJS program the exports are there when this is over; importing an ES module waits for it by itself. */
export function programOver(): Promise<unknown> | null {
  return running;
}

/** An ES module gets `wait`, and awaits what this returns; CommonJS gets the variables of its own. */
function top(program: (...args: unknown[]) => unknown, args?: unknown[]): Promise<unknown> {
  Object.defineProperty(program, 'name', { value: 'program' });
  running = spawn(program, ...(args ?? [wait])).then();
  if (args !== undefined) running.catch(throwUncaught);
  return running;
}

/** What CommonJS throws is no rejected promise, whatever the process does about those. */
function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

export function defineTopLevel(): void {
  Object.defineProperty(globalThis, Symbol.for('greenspool.top'), { value: top, configurable: true });
}
