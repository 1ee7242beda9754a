/**
 * The state of the switch: one small record per thread that the trampoline, the frames and the blocking calls share.
 *
 *     RUNNING ──(a blocking call parks)──▶ UNWINDING ──(trampoline has all frames)──▶ RUNNING
 *        │                                                                    ▲
 *        └──(a frame calls another one)──▶ CALLING or REPLACING ──(trampoline enters the callee)──┘
 *
 * While UNWINDING, every frame on the native stack appends itself to `first .. last` (innermost first) and returns the
 * TOKEN; at the bottom the trampoline puts that list on top of the frames that were never re-entered.
 *
 * The mode is the global `$gsm`, because compiled code tests it after every call: one property of the global object costs
 * least in scripts and modules alike (JS-TRANSFORM, section 5). Whatever is not RUNNING sends compiled code to `$gs`.
 */
import type { Continuation } from './continuation.js';
import { dropFrames, type Frame } from './frame.js';

declare global {
  var $gsm: number;
}

export const RUNNING = 0;
export const UNWINDING = 1;
export const CALLING = 2;
/** Like CALLING, but the caller is over: the callee takes its place. */
export const REPLACING = 3;
/** A compiled base constructor is entered by super() only to hand over its finished object. */
export const CONSTRUCTING = 4;
/** A plain body is entered, of which nobody knows yet whether it was compiled. For blocking calls, as good as RUNNING. */
export const ENTERING = 5;

// A second copy of the library finds it there, and shares it: only one of them can be unwinding at a time.
if (!Object.hasOwn(globalThis, '$gsm')) Object.defineProperty(globalThis, '$gsm', { value: RUNNING, writable: true });

/**
 * What an unwinding function returns. A small integer, because in optimised code a frame that may return numbers or
 * this stays untagged (JS-TRANSFORM: undefined or an object as the token costs 2x); nobody's honest result by chance.
 */
export const TOKEN = -559038737;

/** The token of `new C()`: the result of a constructor must be an object. */
export const CTOR: object = Object.freeze({ token: 'constructor' });

/** Thrown by a base constructor that was entered by super(): a result would become `this`. */
export const UNWIND: object = Object.freeze({ token: 'super' });

export interface Machine {
  /** Who runs. Never null: outside all greenlets it is the main greenlet. */
  current: Continuation;
  /** Frames of the unwinding under way, innermost first. */
  first: Frame | null;
  last: Frame | null;
  /** They are none, and the frame that was entered has saved itself: the continuation's frames are as they were. */
  isSame: boolean;
  /** Who is resumed next, or null: the hub chooses. Undefined while nothing is being unwound by this copy of the library. */
  target: Continuation | null | undefined;
  /** Whom the current one has just switched to, when both were light. What it is sent is its `cargo`. */
  to: Continuation | null;
  /** The body's arguments, if the target has not started. */
  args: unknown[] | null;
  /** What the next resume delivers, and whether it is thrown. */
  value: unknown;
  failed: boolean;
  /** The frame that a CALLING frame wants entered. */
  callee: Frame | null;
  /** A trace callback runs; it may neither switch nor block. */
  inCallback: boolean;
  /** Main is in a `switch` and can be switched back to. */
  mainWaits: boolean;
  /** Somebody has switched to main, with `value`. */
  mainGot: boolean;
  /** The plain body that runs since it was entered. */
  entering: unknown;
  /** The runtime resumes a generator: what compiled code does at its `yield TOKEN` is to go on. */
  goesOn: boolean;
  /** A compiled generator has come back from its `yield TOKEN`, with this. */
  hasBack: boolean;
  back: unknown;
  /** While the frames inside a barrier get their error: what every blocking call in them ends with. */
  forbidden: Error | null;
  /** To be done when the caller of the last blocking call has really left, and not if that is called off. */
  onLeft: (() => void) | null;
}

/** `current` is set by the module that makes the main greenlet, before anything can run. */
export const machine: Machine = {
  current: null as unknown as Continuation,
  first: null,
  last: null,
  isSame: false,
  target: undefined,
  to: null,
  args: null,
  value: undefined,
  failed: false,
  callee: null,
  inCallback: false,
  mainWaits: false,
  mainGot: false,
  entering: undefined,
  goesOn: false,
  hasBack: false,
  back: undefined,
  forbidden: null,
  onLeft: null,
};

/** The frame asks for `callee` to be entered; what it returns. */
export function enter(callee: Frame, mode: typeof CALLING | typeof REPLACING): number {
  $gsm = mode;
  machine.callee = callee;
  return TOKEN;
}

/** Control goes to `target` (null: to the hub) as soon as everything on the native stack has saved itself. */
export function unwindTo(target: Continuation | null, value: unknown, failed: boolean): number {
  $gsm = UNWINDING;
  machine.target = target;
  machine.value = value;
  machine.failed = failed;
  return TOKEN;
}

/** Calls the unwinding off: what it was for does not happen, and its frames are given up. */
export function cancelUnwinding(): void {
  dropFrames(takeFrames());
  machine.args = null;
}

/** Ends the unwinding here, and hands its frames to the caller, innermost first. */
export function takeFrames(): Frame | null {
  const { first } = machine;
  $gsm = RUNNING;
  machine.isSame = false;
  if (machine.to !== null) machine.to._cargo = undefined;
  machine.to = null;
  machine.first = machine.last = null;
  machine.target = machine.value = undefined;
  machine.failed = false;
  return first;
}

/**
 * Appends the frame that is being left to the unwinding under way. One that was entered by the trampoline and parks again
 * is still in its place; that is the usual case, and costs no store of an object into another (which the collector of V8
 * wants to know of: each costs some nanoseconds).
 */
export function save(frame: Frame): void {
  const { last } = machine;
  if (last !== null) last.next = frame;
  else if (frame === machine.current._frames) {
    machine.isSame = true;
    return;
  } else machine.first = frame;
  machine.last = frame;
}

/** What a compiled generator came back with, once. */
export function takeBack(): unknown {
  const { back } = machine;
  machine.hasBack = false;
  machine.back = undefined;
  return back;
}

/** The unwinding under way is of this copy of the library. */
export function isOurs(): boolean {
  return machine.target !== undefined || machine.to !== null;
}
