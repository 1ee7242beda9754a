/**
 * The trampoline: finishes a continuation's frames innermost first, one at a time, and goes from one continuation to
 * the next without growing the native stack. A switch therefore costs the frames that ran since the last resume.
 *
 *     frames (heap)          native stack
 *     ┌──────────┐
 *     │ inner    │ ── popped and re-entered ──▶ trampoline ▸ inner ▸ (whatever it calls)
 *     │ middle   │                                  │
 *     │ outer    │ ◀── gets inner's result ─────────┘
 *     └──────────┘
 * After an unwinding the frames that ran lie on top of those that were never re-entered.
 */
import { GreenspoolError } from '../errors/greenspool-error.js';
import { notYielded } from '../errors/misuse.js';
import { type Continuation, KIND } from './continuation.js';
import type { Frame } from './frame.js';
import { callOff, lost } from './lost.js';
import { CALLING, isToken, machine, RUNNING, UNWIND, UNWINDING } from './machine.js';
import { showStack } from './stack-trace.js';

/** Told of every hand-over; null when nobody traces. */
let onTransfer: ((from: Continuation, to: Continuation) => void) | null = null;

export function setTransferHook(hook: typeof onTransfer): void {
  onTransfer = hook;
}

/** Switches to `c` from outside all greenlets, with machine.value, failed and args. */
export function enterBySwitch(c: Continuation): void {
  c.arrive();
  trampoline(c);
}

/** Resumes `c` with machine.value / machine.failed and all who follow, until the hub or main is to go on. */
export function trampoline(c: Continuation): void {
  const caller = machine.current;
  let next: Continuation | null = c;
  for (let isFirst = true; next !== null && next !== caller; isFirst = false) {
    if (!isFirst) next.arrive();
    const from = machine.current;
    machine.current = next;
    if (onTransfer !== null) onTransfer(from, next);
    next = next.scope === null ? runFrames(next) : next.scope.runInAsyncScope(runFrames, undefined, next);
  }
  machine.mainGot = next !== null;
  if (onTransfer !== null && machine.current !== caller) onTransfer(machine.current, caller);
  machine.current = caller;
}

/** Runs one continuation until it parks, switches or ends; returns whom control goes to, null for the hub. */
function runFrames(c: Continuation): Continuation | null {
  let value = machine.value;
  let failed = machine.failed;
  machine.value = undefined;
  machine.failed = false;
  if (!c.begin(value, failed)) {
    // it had been started: the value is for its pending call
  } else if (failed) {
    return c.finish(value, true); // thrown into an unstarted greenlet: it ends without having run
  } else value = undefined;
  for (;;) {
    const frame = c.frames;
    if (frame === null) return c.finish(value, failed);
    c.frames = frame.next;
    if (failed) showStack(value, frame);
    try {
      value = failed ? frame.raise(value) : frame.resume(value);
      failed = false;
    } catch (error) {
      value = error;
      failed = true;
      machine.goesOn = false;
    }
    if ($gsm === RUNNING) continue;
    if ($gsm !== UNWINDING) {
      enterCallee(c, frame);
      value = undefined;
      continue;
    }
    if (failed || !isToken(value)) {
      // I3: the activation ended although a call in it had begun to unwind. The frames inside it get the error, so
      // that their finally blocks run, and then whoever called it.
      value = tokenLost(c, failed ? value : undefined);
      failed = true;
      continue;
    }
    $gsm = RUNNING;
    if (machine.last !== null) {
      machine.last.next = c.frames;
      c.frames = machine.first;
      machine.first = machine.last = null;
    }
    const target = machine.target as Continuation | null;
    machine.target = undefined;
    if (target !== c) return target;
    value = machine.value; // the call had its result at once
    failed = machine.failed;
    machine.value = undefined;
    machine.failed = false;
  }
}

function tokenLost(c: Continuation, cause: unknown): Error {
  if (isOtherCopy(cause)) return cause;
  if (c.kind === KIND.PLAIN) {
    return lost(cause === UNWIND ? { kind: 'constructor' } : { kind: 'foreign', cause });
  }
  const error = notYielded(c.call, cause);
  callOff(error);
  return error;
}

function isOtherCopy(cause: unknown): cause is Error {
  return cause instanceof GreenspoolError && cause.code === 'GS_OTHER_RUNTIME';
}

function enterCallee(c: Continuation, caller: Frame): void {
  const callee = machine.callee as Frame;
  machine.callee = null;
  if ($gsm === CALLING) {
    caller.next = c.frames;
    callee.next = caller;
  } else callee.next = c.frames;
  c.frames = callee;
  $gsm = RUNNING;
}
