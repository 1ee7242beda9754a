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

export abstract class Frame {
  /** The next outer frame of the same continuation. */
  next: Frame | null = null;

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

/** Gives up this frame and all outer ones. */
export function dropFrames(innermost: Frame | null): void {
  for (let frame = innermost; frame !== null; frame = frame.next) frame.drop();
}
