/**
 * A callback of the host that runs as a greenlet. What it returns is dropped, as the host does: a promise is not waited for, a
 * generator is not run. What it throws is an uncaught exception: thrown to the host at once, or in a tick of its own when the
 * callback has blocked before.
 */
import { enterBody } from '../../frames/body-frame.js';
import { KIND } from '../../frames/continuation.js';
import { Frame } from '../../frames/frame.js';
import { isMade } from '../../frames/generator-call.js';
import { save, TOKEN, UNWINDING } from '../../frames/machine.js';
import { trampoline } from '../../frames/trampoline.js';
import { kindOf } from '../../greenlet/body.js';
import { Greenlet } from '../../greenlet/greenlet.js';
import { isExit } from '../../greenlet/greenlet-exit.js';

export type Callback = (this: unknown, ...args: unknown[]) => unknown;

/** The code of an async function is not a greenlet's after its first `await`, so it gains nothing; a generator's does not run. */
export function canBeGreenlet(callback: unknown): boolean {
  return typeof callback === 'function' && kindOfCallback(callback as Callback) === KIND.PLAIN;
}

function kindOfCallback(callback: Callback): number {
  try {
    return kindOf(callback);
  } catch {
    return KIND.ASYNC; // an async generator: the host makes one, and drops it
  }
}

/** Runs it until it is over or waits; returns how to ask whether it is over. Throws what it throws before it waits. */
export function runCallback(callback: Callback, self: unknown, args: unknown[]): () => boolean {
  const greenlet = new CallbackGreenlet(callback, self, args);
  trampoline(greenlet);
  greenlet.rethrow();
  return () => greenlet.dead;
}

class CallbackGreenlet extends Greenlet {
  readonly #call: () => unknown;
  readonly #callback: Callback;
  #thrown: { error: unknown } | null = null;
  #hasReturned = false;

  constructor(callback: Callback, self: unknown, args: unknown[]) {
    super(callback);
    this.#callback = callback;
    this.#call = callback.bind(self, ...args);
  }

  override _begin(failed: boolean): void {
    super._begin(failed);
    if (!failed) this._frames = new CallbackFrame(this.#call, this.#callback);
  }

  override _finish(value: unknown, failed: boolean) {
    const isUncaught = failed && !isExit(value);
    if (isUncaught) this._markObserved();
    const next = super._finish(value, failed);
    if (isUncaught) this.#throw(value);
    return next;
  }

  /** The error is noted while Node waits for the callback to return, so that the trampoline can come to its end. */
  #throw(error: unknown): void {
    if (!this.#hasReturned) this.#thrown = { error };
    else
      process.nextTick(() => {
        throw error;
      });
  }

  rethrow(): void {
    this.#hasReturned = true;
    if (this.#thrown !== null) throw this.#thrown.error;
  }
}

class CallbackFrame extends Frame {
  #call: (() => unknown) | null;
  readonly #callback: Callback;

  constructor(call: () => unknown, callback: Callback) {
    super();
    this.#call = call;
    this.#callback = callback;
  }

  resume(): unknown {
    const call = this.#call;
    if (call === null) return undefined;
    this.#call = null;
    const result = enterBody(call, []);
    if ($gsm !== UNWINDING) return undefined;
    const isOnItsWay = isMade(result);
    save(this);
    return isOnItsWay ? TOKEN : result;
  }

  raise(error: unknown): never {
    throw error;
  }

  get label(): string {
    return this.#callback.name;
  }

  override get isShown(): boolean {
    return this.#call !== null;
  }
}
