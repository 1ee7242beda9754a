/**
 * What few continuations have: a name of their own, a kill on its way, timeouts, shields. One that has none of it shares
 * `COMMON` with all others, so a parked greenlet stays small, and readers need no test for null.
 */
import type { AsyncFrame } from './async-frame.js';
import type { AsyncScope } from './continuation.js';

/** An error that is kept for a greenlet until it can be thrown at a park. */
export interface HeldError {
  readonly error: unknown;
  /** @internal The shield that was innermost when it was asked for: it goes through that one and those around it, not into others. */
  readonly shield: Shield | null;
  /** @internal It is about to be thrown. */
  delivered(): void;
}

/** One call of `shield` that a greenlet is in. What comes from outside waits here until it ends. */
export interface Shield {
  readonly outer: Shield | null;
  /** The kill that was under way when it was entered; it is thrown again outside. */
  readonly before: Error | null;
  kill: Error | null;
}

/** A timer that will throw into a greenlet. */
export interface PendingTimer {
  /** The greenlet is over. */
  cancel(): void;
}

/**
 * Cloning for another thread takes own properties along: this value stops it, instead of a dead copy being made, and what it is
 * called becomes the message. A getter that throws could say so with a code, but it would throw at whoever looks at a greenlet as well
 * (deep comparisons, the messages of test tools): nothing tells a look from a clone.
 */
const CLONE_GUARD = Symbol(
  'a greenlet is a stack of its thread, which alone can run it: send its result, or a message that the other thread answers',
);

export class Rare {
  readonly guard = CLONE_GUARD;
  name: string | null = null;
  /** The AsyncLocalStorage context it inherited. */
  scope: AsyncScope | null = null;
  /** Thrown by kill; it is thrown again at each blocking call until the body obeys. */
  dying: Error | null = null;
  /** The root of an async body. */
  asyncFrame: AsyncFrame | null = null;
  /** Its body is a plain function that was not compiled, although it may have called functions that were. */
  isUncompiled = false;
  /** The innermost one. */
  shield: Shield | null = null;
  /** Errors for a later park: timeouts that fired when it was about to run, or in a shield. */
  held: HeldError[] | null = null;
  /** Timeouts that are pending. */
  timers: Set<PendingTimer> | null = null;
  /** Values of `Local`s. Null until it has one. */
  locals: Map<object, unknown> | null = null;
  /** For the greenlets that it has made itself. */
  spawnNode: { greenlet: object | null } | null = null;
}

/** Shared by all that have nothing rare; never written to. */
export const COMMON = new Rare();
