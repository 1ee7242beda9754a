/** Errors of compiled code. */
import { BarrierError, GreenspoolError } from './greenspool-error.js';

/** What sort of frame stopped an unwinding; `kind` of the BarrierError. */
export type ForeignKind =
  | 'foreign'
  | 'top-level'
  | 'async'
  | 'accessor'
  | 'initialiser'
  | 'coercion'
  | 'eval'
  | 'parameter'
  | 'executor'
  | 'generator'
  | 'constructor';

/** What is known of the frame that stopped an unwinding. */
export interface Foreign {
  kind: ForeignKind;
  /** Its function, as a stack trace shows it. */
  name?: string | undefined;
  /** The compiled code around it. */
  site?: string | undefined;
  cause?: unknown;
}

const WHAT: Record<ForeignKind, string> = {
  foreign: 'a function that was not compiled',
  'top-level': 'the top level of a module',
  async: 'an async function',
  accessor: 'an accessor',
  initialiser: 'a field initialiser or static block',
  coercion: 'a conversion method',
  eval: 'a function with a direct eval or `with`',
  parameter: 'the parameters of a generator function, one of them called `arguments`',
  executor: 'the function that `new Promise` calls',
  generator: 'a caller of a generator that was not compiled',
  constructor: 'a constructor that was not compiled',
};

const OUTSIDE = 'Block before or after it, not inside it';
const COMPILE = 'Compile that code too (a package by its name), or block outside of it';

const FIX: Record<ForeignKind, string> = {
  foreign: COMPILE,
  'top-level':
    'Block in a function that a greenlet runs: `await spawn(main)`, or start the program with `greenspool run`',
  async:
    'Inside it write `await spawn(() => …)` around the blocking call; a greenlet waits for an async function with `waitFor(f())`',
  accessor: 'Make it a method',
  initialiser: 'Block in the constructor, or before the class is used',
  coercion: OUTSIDE,
  eval: 'Move the blocking call into a function without them',
  parameter: 'Give that parameter another name',
  executor: 'Block before the promise is made, or in a greenlet: `spawn(…)` is awaited like a promise',
  generator: COMPILE,
  constructor: COMPILE,
};

/** The frame as messages show it: "load (an async function)". */
export function foreignName({ kind, name }: Foreign): string {
  return name === undefined || name === '' ? WHAT[kind] : `${name} (${WHAT[kind]})`;
}

/** `call` had to cross a frame that cannot be left and entered again. */
export function foreignFrame(call: string, greenlet: string, foreign: Foreign): BarrierError {
  const { kind, site, cause } = foreign;
  return new BarrierError({
    code: 'GS_BARRIER',
    tried: `${call === '' ? 'a blocking call' : `${call}()`} in the greenlet ${greenlet}`,
    stopped: `${foreignName(foreign)} is among its callers${site === undefined ? '' : `, called from ${site},`} and cannot be left and entered again`,
    fix: FIX[kind],
    kind,
    cause,
  });
}

/** Two copies of the library meet in one stack. */
export function otherCopy(tried: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_OTHER_RUNTIME',
    tried,
    stopped: 'the code was compiled for one copy of greenspool, and another one runs the greenlet',
    fix: 'Make sure that one copy is installed (`npm ls greenspool`), and that all code imports it',
  });
}
