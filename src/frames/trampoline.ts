/**
 * The trampoline: finishes a continuation's frames innermost first, one at a time, and goes from one continuation to
 * the next without growing the native stack. A switch therefore costs the frames that ran since the last resume.
 *
 *     frames (heap)          native stack
 *     ┌──────────┐
 *     │ inner    │ ── entered again ──────────▶ trampoline ▸ inner ▸ (whatever it calls)
 *     │ middle   │                                  │
 *     │ outer    │ ◀── gets inner's result ─────────┘
 *     └──────────┘
 * After an unwinding the frames that ran lie on top of those that were never re-entered.
 */
import { engine } from '../engine/load.js';
import { notYielded } from '../errors/misuse.js';
import { AWAY, type Continuation, KIND } from './continuation.js';
import type { Frame } from './frame.js';
import { isMade } from './generator-call.js';
import { callOff, lost } from './lost.js';
import { CALLING, CTOR, machine, RUNNING, TOKEN, takeBack, UNWIND, UNWINDING } from './machine.js';
import { showStack } from './stack-trace.js';

// constants of this module, as in greenlet/greenlet.ts
const state = machine;
const running = RUNNING;
const unwinding = UNWINDING;
const token = TOKEN;
const newToken = CTOR;
const free = AWAY.FREE;
const here = AWAY.NO;

type AnyEntry = (frame: Frame, value: unknown, failed: boolean) => unknown;

/** Told of every hand-over; null when nobody traces. */
let onTransfer: ((from: Continuation, to: Continuation) => void) | null = null;

export function setTransferHook(hook: typeof onTransfer): void {
  onTransfer = hook;
}

/** Switches to `c` from outside all greenlets, with machine.value, failed and args. */
export function enterBySwitch(c: Continuation): void {
  c._arrive();
  trampoline(c);
}

/** Resumes `c` with machine.value / machine.failed and all who follow, until the hub or main is to go on. */
export function trampoline(c: Continuation): void {
  const caller = machine.current;
  let next: Continuation | null = c;
  for (let isFirst = true; next !== null && next !== caller; isFirst = false) {
    if (!isFirst) next._arrive();
    const from = machine.current;
    machine.current = next;
    if (onTransfer !== null) onTransfer(from, next);
    next = next._scope === null ? runFrames(next) : next._scope.runInAsyncScope(runFrames, undefined, next);
    if (state.onLeft !== null) left(state.onLeft, caller);
  }
  machine.mainGot = next !== null;
  if (onTransfer !== null && machine.current !== caller) tellOfReturn(onTransfer, caller);
  machine.current = caller;
}

/** What is begun for a parked continuation is not a part of it: code that it calls may not wait in its name. */
function left(then: () => void, caller: Continuation): void {
  const { current } = machine;
  machine.onLeft = null;
  machine.current = caller;
  try {
    then();
  } finally {
    machine.current = current;
  }
}

function tellOfReturn(hook: (from: Continuation, to: Continuation) => void, caller: Continuation): void {
  const last = machine.current;
  if (caller._kind === KIND.MAIN) machine.current = caller; // a trace callback in main's context; the hub is nobody's
  hook(last, caller);
}

/**
 * Runs a continuation until it parks or ends, and whomever it switches to as long as there is nothing else to do for
 * that; returns whom control goes to then, null for the hub.
 */
function runFrames(first: Continuation): Continuation | null {
  let c = first;
  let value = state.value;
  let failed = state.failed;
  state.value = undefined;
  state.failed = false;
  if (!c.started) {
    c._begin(failed);
    if (failed) return c._finish(value, true); // thrown into an unstarted greenlet: it ends without having run
    value = undefined;
  }
  for (;;) {
    const frame = c._frames;
    if (frame === null) return c._finish(value, failed);
    if (failed) showStack(value, frame);
    const fn = (c._entered === frame ? c._entry : frame.fn) as AnyEntry;
    try {
      value = fn(frame, value, failed);
      failed = false;
    } catch (error) {
      value = error;
      failed = true;
      state.goesOn = false;
      if (state.hasBack) takeBack();
    }
    if ($gsm === running) {
      c._entered = null;
      c._frames = frame.next;
      continue;
    }
    if ($gsm !== unwinding) {
      if (state.callee !== null) {
        enterCallee(c, frame);
        value = undefined;
        continue;
      }
      // an object was to be handed over by a constructor (compiled/construct.ts) that has failed before it could
      $gsm = running;
      c._entered = null;
      c._frames = frame.next;
      continue;
    }
    if (failed || (value !== token && value !== newToken && !isMade(value))) {
      // I3: the activation ended although a call in it had begun to unwind. The frames inside it get the error, so
      // that their finally blocks run, and then whoever called it.
      c._frames = frame.next;
      value = tokenLost(c, failed ? value : undefined);
      failed = true;
      continue;
    }
    $gsm = running;
    if (!state.isSame) takeSaved(c, frame);
    else {
      state.isSame = false;
      if (c._entered !== frame) {
        c._entered = frame;
        c._entry = fn;
      }
    }
    const { to } = state;
    if (to !== null) {
      state.to = null;
      value = to._cargo;
      to._cargo = undefined;
      if (to._away !== free || onTransfer !== null) {
        state.value = value;
        return to; // somebody looks on, or killed it meanwhile
      }
      if (to._slot !== 0) engine().claim(to._slot);
      to._away = here;
      state.current = c = to;
      continue;
    }
    const { target } = state;
    state.target = undefined;
    if (target !== c) return target as Continuation | null;
    value = state.value; // the call had its result at once
    failed = state.failed;
    state.value = undefined;
    state.failed = false;
  }
}

/** The frames that have saved themselves take the place of the one that was entered, which may be the outermost of them. */
function takeSaved(c: Continuation, entered: Frame): void {
  const { first, last } = machine;
  c._entered = null;
  if (last === null) {
    c._frames = entered.next;
    return;
  }
  if (last !== entered) last.next = entered.next;
  c._frames = first;
  machine.first = machine.last = null;
}

function tokenLost(c: Continuation, cause: unknown): Error {
  if (isOtherCopy(cause)) {
    callOff(cause);
    return cause;
  }
  if (c._kind === KIND.PLAIN) {
    return lost(cause === UNWIND ? { kind: 'constructor' } : { kind: 'foreign', cause });
  }
  const error = notYielded(c._call, cause);
  callOff(error);
  return error;
}

/** The error is of the other copy's class. */
function isOtherCopy(cause: unknown): cause is Error {
  try {
    return cause instanceof Error && (cause as Error & { code?: unknown }).code === 'GS_OTHER_RUNTIME';
  } catch {
    return false; // a proxy that refuses, or a getter that fails
  }
}

/** The frame calls another one, or gives its place to it. */
function enterCallee(c: Continuation, caller: Frame): void {
  const callee = machine.callee as Frame;
  machine.callee = null;
  callee.next = $gsm === CALLING ? caller : caller.next;
  c._frames = callee;
  $gsm = RUNNING;
}
