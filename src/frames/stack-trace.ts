/**
 * Stack traces of greenlets. What a native stack shows of a greenlet ends at the trampoline; the callers are frames on
 * the heap. An error that is handed to such a frame gets them appended to its `stack`, once:
 *
 *     Error: no route
 *         at find (routes.js:10:3)          native: what ran since the last resume
 *         at handle (server.js:31:12)       the greenlet's frames on the heap, in place of the trampoline and the hub
 *         at serve (server.js:8:5)
 * It costs nothing while no error passes, and nothing when none of the frames is of compiled code.
 */
import { CompiledFrame } from './compiled-frame.js';
import { described, type Frame } from './frame.js';
import { machine } from './machine.js';
import { nameOfResume } from './sites.js';

const seen = new WeakSet<Error>();
/** Resume versions stand for the functions they were made of. */
const RESUME = /\$_*r\d+_[\w$]+/g;
const TRAMPOLINE = /[/\\]frames[/\\](?:trampoline|body-frame|generator-frame|frame)\.[jt]s:\d+:\d+\)?$/;

/** The error is about to be handed to `frame`. Never throws: the trampoline calls it between two frames. */
export function showStack(error: unknown, frame: Frame): void {
  if (typeof error !== 'object' || error === null) return;
  try {
    show(error, frame);
  } catch {
    // a frozen error, one with a `stack` of its own, a proxy that refuses: it stays as it is
  }
}

function show(error: object, frame: Frame): void {
  if (!(error instanceof Error) || seen.has(error)) return;
  const limit = Error.stackTraceLimit;
  if (typeof limit !== 'number' || !(limit > 0) || !hasCompiled(frame, limit)) return;
  seen.add(error);
  const { stack } = error;
  if (typeof stack === 'string') error.stack = extended(stack, frame, limit);
}

/** Looks no deeper than a trace is long, for it is asked again at each frame. */
function hasCompiled(innermost: Frame, limit: number): boolean {
  let frame: Frame | null = innermost;
  for (let n = 0; frame !== null && n < limit; n++) {
    if (frame instanceof CompiledFrame) return true;
    frame = frame.next;
  }
  return false;
}

/** More frames than anybody reads. */
const ALL = 100;

/**
 * The whole stack of the greenlet that runs, innermost first: "work (app.js:3:5)". Without what is above `caller`, and without
 * lines that match `but`. Empty where the host's traces are no text.
 */
export function runningStack(caller: (...args: never[]) => unknown, but: RegExp): string[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = ALL;
  try {
    return placeLines(notePlace(caller), but);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Where a call was made, as cheap as it gets: its text, which costs most, is only made by `placeLines`. */
export interface Place {
  readonly at: { stack?: unknown };
  /** What was on the heap below it, and is as long as the greenlet does not go on. */
  readonly below: Frame | null;
}

/** The place where `caller` was called, as many frames as an error has. */
export function notePlace(caller: (...args: never[]) => unknown): Place {
  const at: Place['at'] = {};
  Error.captureStackTrace?.(at, caller);
  return { at, below: machine.current._frames?.next ?? null };
}

/** The stack of a place, as `runningStack` has it. */
export function placeLines({ at, below }: Place, but: RegExp): string[] {
  try {
    const text = typeof at.stack === 'string' ? extended(at.stack, below, ALL) : '';
    const lines = text.split('\n').flatMap((line) => /^\s+at (.*)$/.exec(line)?.[1] ?? []);
    return lines.filter((line) => !but.test(line)).map((line) => line.replace('file://', ''));
  } catch {
    return []; // an Error.prepareStackTrace of the user's
  }
}

/**
 * Gives the error the stack that one would have that was made in the place, and not when its caller was not on the native stack any
 * more. Where the host's stacks are no text, it keeps its own.
 */
export function standAt<E extends Error>(error: E, { at, below }: Place): E {
  try {
    if (typeof at.stack !== 'string') return error;
    const lines = extended(at.stack, below, Error.stackTraceLimit).split('\n').slice(1);
    error.stack = [`${error.name}: ${error.message}`, ...lines].join('\n');
    keepStack(error);
  } catch {
    // an Error.prepareStackTrace of the user's
  }
  return error;
}

/** The error has the stack that it should have: nothing is appended to it. */
export function keepStack(error: Error): void {
  seen.add(error);
}

function extended(stack: string, innermost: Frame | null, limit: number): string {
  const lines = stack.replace(RESUME, (name) => nameOfResume(name) || '<anonymous>').split('\n');
  const end = lines.findIndex((line) => TRAMPOLINE.test(line));
  const native = end < 0 ? lines : lines.slice(0, end);
  let room = limit - native.filter((line) => /^\s+at /.test(line)).length;
  for (let frame: Frame | null = innermost; frame !== null && room > 0; frame = frame.next) {
    if (!frame.isShown) continue;
    native.push(`    at ${described(frame)}`);
    room--;
  }
  return native.join('\n');
}
