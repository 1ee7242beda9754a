/**
 * One suspended activation. Each kind is a subclass; the trampoline knows no more than this.
 *
 * A frame method ends in one of three ways:
 *   - it returns a value or throws: the activation is over, the next outer frame gets the result;
 *   - it returns TOKEN with the machine UNWINDING: it has saved itself (and maybe inner frames) with `save`;
 *   - it returns TOKEN with the machine CALLING: it waits for `machine.callee`, which the trampoline enters on top of it.
 */
/** Where a suspended activation waits, as far as it is known. */
export interface Position {
  file: string;
  line: number;
  column: number;
}

/** Goes on with the value, or the error, of the pending call. */
export type Entry = (frame: never, value: unknown, failed: boolean) => unknown;

export abstract class Frame {
  /** The next outer frame of the same continuation. */
  declare next: Frame | null;
  /** What the trampoline calls: one way for all, so that it sees few hidden classes. */
  declare readonly fn: Entry;

  constructor(fn: Entry = byMethod) {
    this.next = null;
    this.fn = fn;
  }

  abstract resume(value: unknown): unknown;

  /** Throws into the pending call. */
  abstract raise(error: unknown): unknown;

  /** Gives up what the frame holds outside the JS heap; nothing runs. */
  drop(): void {}

  /** The function's name as `stack()` shows it. */
  abstract get label(): string;

  /** Where in the source its pending call is. */
  get position(): Position | null {
    return null;
  }

  /** False for what only the runtime put there. */
  get isShown(): boolean {
    return true;
  }
}

/** The entry of frames that have methods for the two ways to go on. */
function byMethod(frame: Frame, value: unknown, failed: boolean): unknown {
  return failed ? frame.raise(value) : frame.resume(value);
}

/** Enters a frame: what it returns or throws is that of its activation, or the TOKEN. */
export function goOn(frame: Frame, value: unknown, failed: boolean): unknown {
  const fn = frame.fn as (frame: Frame, value: unknown, failed: boolean) => unknown;
  return fn(frame, value, failed);
}

/** Gives up this frame and all outer ones. */
export function dropFrames(innermost: Frame | null): void {
  for (let frame = innermost; frame !== null; frame = frame.next) frame.drop();
}

/** A frame as a line of a stack trace has it. */
export function described(frame: Frame): string {
  const name = frame.label || '<anonymous>';
  const at = frame.position;
  return at === null ? name : `${name} (${at.file}:${at.line}:${at.column})`;
}
