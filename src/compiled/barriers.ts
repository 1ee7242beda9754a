/** The helpers of compiled code for an unwinding that has met a foreign frame (frames/lost.ts says what happens then). */
import { type ForeignKind, otherCopy } from '../errors/compiled.js';
import { isToken } from '../frames/generator-call.js';
import { lost, withoutLeaving } from '../frames/lost.js';
import { ENTERING, isOurs, machine, RUNNING, TOKEN, UNWIND } from '../frames/machine.js';
import { entered } from './entering.js';

/** What `kind` of `$gs.b` means. */
const KINDS: readonly ForeignKind[] = [
  'top-level',
  'async',
  'accessor',
  'initialiser',
  'coercion',
  'eval',
  'parameter',
  'executor',
];

/** In a function that cannot be left: the result of a call in it. */
export function b(value: unknown, kind: number, name: string): unknown {
  if ($gsm === RUNNING) return value;
  if ($gsm === ENTERING) {
    entered();
    return value;
  }
  checkOwn(name);
  return withoutLeaving({ kind: KINDS[kind] ?? 'foreign', name });
}

/** A generator hands the unwinding to whoever called next(). */
export function pass(t: unknown): number {
  checkOwn('a generator');
  if (!isToken(t)) throw lost({ kind: 'foreign' });
  return TOKEN;
}

/** The generator goes on behind its `yield`, with the result of the call that parked. */
export function back(value: unknown): unknown {
  if ($gsm === RUNNING && machine.goesOn) {
    machine.goesOn = false;
    machine.hasBack = true;
    machine.back = value;
    return value;
  }
  if ($gsm === RUNNING) throw new TypeError('Generator is already running');
  checkOwn('a generator');
  throw lost({ kind: 'generator' });
}

/** A compiled catch clause was entered while unwinding: what the clause is to get. */
export function caught(error: unknown): unknown {
  if ($gsm === RUNNING) return error;
  if (!isOurs()) throw error;
  if (error === UNWIND) return lost({ kind: 'constructor' }); // a compiled super() would have caught it
  return lost({ kind: 'foreign', name: thrower(error), cause: error });
}

export function raise(error: unknown): never {
  throw error;
}

/** Another copy of the library unwinds: it finds no frames of ours. */
export function checkOwn(name: string): void {
  if (!isOurs()) throw otherCopy(`park ${name}`);
}

/** The function that threw, as far as the error's stack shows it. */
function thrower(error: unknown): string | undefined {
  return error instanceof Error ? namesIn(error)[0] : undefined;
}

const FRAME = /^\s+at (?:async )?(?:new )?(.+?)(?: \[as .+?\])? \(/;

/** The program may have its own way to print stacks, which may be compiled: it cannot run while something unwinds. */
function plainStack(error: Error): unknown {
  const { prepareStackTrace } = Error;
  if (prepareStackTrace === undefined) return error.stack;
  try {
    Error.prepareStackTrace = undefined!;
    return error.stack;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** The functions in an error's stack, innermost first; without a name: ''. */
export function namesIn(error: Error): string[] {
  const stack = plainStack(error);
  if (typeof stack !== 'string') return [];
  const lines = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return lines.map((line) => FRAME.exec(line)?.[1] ?? '');
}
