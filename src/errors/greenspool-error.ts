/**
 * The base of every error this library makes. `code` is stable and is what programs test; the message says what was
 * tried, what stopped it and the fix, in that order. All codes are listed in docs/errors.md.
 */
export interface Explanation {
  code: string;
  /** What was tried, as the start of a sentence: "switch to worker#3". */
  tried: string;
  /** What stopped it. */
  stopped: string;
  /** What to do instead. */
  fix: string;
  cause?: unknown;
}

/**
 * An error with a stable `code`.
 *
 * @example
 * try { done.switch() } catch (error) { console.log(error.code) } // prints GS_DEAD
 */
export class GreenspoolError extends Error {
  readonly code: string;

  constructor({ code, tried, stopped, fix, cause }: Explanation) {
    super(`${tried}: ${stopped}. ${fix}`, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  override get name(): string {
    return 'GreenspoolError';
  }
}

/** A blocking call that had to cross a frame which cannot be unwound. */
export class BarrierError extends GreenspoolError {
  /** What sort of frame it was: 'body', 'foreign', 'async', 'accessor', ... (docs/errors.md). */
  readonly kind: string;

  constructor({ kind = 'body', ...explanation }: Explanation & { kind?: string }) {
    super(explanation);
    this.kind = kind;
  }

  override get name(): string {
    return 'BarrierError';
  }
}

/** A wait was given up because its time was over. `ms` is how long it was to wait at most. */
export class Timeout extends GreenspoolError {
  readonly ms: number;

  constructor(call: string, ms: number, stopped = `nothing came within ${ms} ms`) {
    super({
      code: 'GS_TIMEOUT',
      tried: call,
      stopped,
      fix: 'Wait longer, or catch this error (code GS_TIMEOUT)',
    });
    this.ms = ms;
  }

  override get name(): string {
    return 'Timeout';
  }
}
