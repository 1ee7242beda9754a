/**
 * The state of the switch: one small record per thread that the trampoline, the frames and the blocking calls share.
 *
 *     RUNNING ──(a blocking call parks)──▶ UNWINDING ──(trampoline has all frames)──▶ RUNNING
 *        │                                                                    ▲
 *        └──(a frame calls another one)──▶ CALLING or REPLACING ──(trampoline enters the callee)──┘
 *
 * While UNWINDING, every frame on the native stack appends itself to `first .. last` (innermost first) and returns the
 * TOKEN; at the bottom the trampoline puts that list on top of the frames that were never re-entered.
 */
import type { Continuation } from './continuation.js';
import { dropFrames, type Frame } from './frame.js';

export const RUNNING = 0;
export const UNWINDING = 1;
export const CALLING = 2;
/** Like CALLING, but the caller is over: the callee takes its place. */
export const REPLACING = 3;

/**
 * What an unwinding function returns. A small integer, because in optimised code a frame that may return numbers or
 * this stays untagged (JS-TRANSFORM: undefined or an object as the token costs 2x); nobody's honest result by chance.
 */
export const TOKEN = -559038737;

export interface Machine {
  mode: number;
  /** Who runs. Never null: outside all greenlets it is the main greenlet. */
  current: Continuation;
  /** Frames of the unwinding under way, innermost first. */
  first: Frame | null;
  last: Frame | null;
  /** Who is resumed next, when it is not the hub's choice. */
  target: Continuation | null;
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
}

/** `current` is set by the module that makes the main greenlet, before anything can run. */
export const machine: Machine = {
  mode: RUNNING,
  current: null as unknown as Continuation,
  first: null,
  last: null,
  target: null,
  args: null,
  value: undefined,
  failed: false,
  callee: null,
  inCallback: false,
  mainWaits: false,
  mainGot: false,
};

/** The frame asks for `callee` to be entered; what it returns. */
export function enter(callee: Frame, mode: typeof CALLING | typeof REPLACING): number {
  machine.mode = mode;
  machine.callee = callee;
  return TOKEN;
}

/** Control goes to `target` (null: to the hub) as soon as everything on the native stack has saved itself. */
export function unwindTo(target: Continuation | null, value: unknown, failed: boolean): number {
  machine.mode = UNWINDING;
  machine.target = target;
  machine.value = value;
  machine.failed = failed;
  return TOKEN;
}

/** Calls the unwinding off: what it was for does not happen, and its frames are given up. */
export function cancelUnwinding(): void {
  dropFrames(machine.first);
  machine.mode = RUNNING;
  machine.first = machine.last = machine.target = machine.args = null;
  machine.value = undefined;
  machine.failed = false;
}

/** Appends the frame that is being left to the unwinding under way. */
export function save(frame: Frame): void {
  if (machine.last === null) machine.first = frame;
  else machine.last.next = frame;
  machine.last = frame;
}
