/**
 * A function of the user, called by a blocking call of ours (withTimeout, scope, shield) in the greenlet that made it.
 * Yielded by the generator that such a call is written as; what the function ends with arrives at that `yield`.
 *
 *     compiled plain function   runs as part of the greenlet, and may park
 *     generator function        the same
 *     async function            a greenlet of its own, which is waited for: its code can be reached by a kill then
 *     returns a promise         is waited for
 */
import { enterBody, isThenable } from '../frames/body-frame.js';
import { KIND } from '../frames/continuation.js';
import { Frame } from '../frames/frame.js';
import { GeneratorFrame, isGenerator } from '../frames/generator-frame.js';
import { enter, machine, REPLACING, save, UNWINDING } from '../frames/machine.js';
import type { Shield } from '../frames/rare.js';
import { type Body, kindOf } from './body.js';
import { waitForOwnChild } from './child.js';
import { Greenlet } from './greenlet.js';
import { GreenletExit } from './greenlet-exit.js';
import { condemn } from './killing.js';
import { enterShield, leaveShield } from './shielding.js';
import { waitFor } from './wait-for.js';

export class CallFrame extends Frame {
  readonly #fn: Body;
  #args: unknown[] | null;

  constructor(fn: Body, args: unknown[] = []) {
    super();
    this.#fn = fn;
    this.#args = args;
  }

  resume(value: unknown): unknown {
    const args = this.#args;
    if (args === null) return this.#ended(value);
    this.#args = null;
    if (kindOf(this.#fn) === KIND.ASYNC) return enter(new ChildFrame(new Greenlet(this.#fn, args)), REPLACING);
    const result = this.#call(args);
    if ($gsm !== UNWINDING) return this.#ended(result);
    save(this);
    return result;
  }

  /** That this function was not compiled says nothing of the greenlet's body. */
  #call(args: unknown[]): unknown {
    const c = machine.current;
    const { _isUncompiled: isUncompiled, _isLight: isLight } = c;
    try {
      return enterBody(this.#fn, args);
    } finally {
      c._isUncompiled = isUncompiled;
      if (!isUncompiled && c._rare.dying === null) c._isLight = isLight;
    }
  }

  #ended(result: unknown): unknown {
    if (typeof result !== 'object' || result === null) return result;
    if (isGenerator(result)) return enter(new GeneratorFrame(result, this.#fn), REPLACING);
    return isThenable(result) && (result as unknown) !== machine.current
      ? enter(new WaitFrame(result), REPLACING)
      : result;
  }

  raise(error: unknown): unknown {
    throw error;
  }

  get label(): string {
    return this.#fn.name;
  }

  override get isShown(): boolean {
    return this.#args !== null;
  }
}

/** Waits for a promise, then is over. */
class WaitFrame extends Frame {
  #promise: PromiseLike<unknown> | null;

  constructor(promise: PromiseLike<unknown>) {
    super();
    this.#promise = promise;
  }

  resume(value: unknown): unknown {
    const promise = this.#promise;
    if (promise === null) return value;
    this.#promise = null;
    const result = waitFor(promise);
    if ($gsm === UNWINDING) save(this);
    return result;
  }

  raise(error: unknown): never {
    throw error;
  }

  get label(): string {
    return 'await';
  }
}

/** Waits for a greenlet of its own. Whatever is thrown at the wait ends the greenlet first, and waits for that. */
class ChildFrame extends Frame {
  readonly #child: Greenlet;
  #interrupted: { error: unknown; shield: Shield } | null = null;

  constructor(child: Greenlet) {
    super();
    this.#child = child;
  }

  resume(value: unknown): unknown {
    if (!this.#child.started && this.#child._slot === 0) return this.#wait(this.#child.start());
    this.#rethrow();
    return value;
  }

  raise(error: unknown): unknown {
    this.#rethrow();
    if (this.#child.dead) throw error;
    this.#interrupted = { error, shield: enterShield(machine.current) };
    condemn(this.#child, new GreenletExit());
    return this.#wait(this.#child);
  }

  #wait(child: Greenlet): unknown {
    const result = waitForOwnChild(child);
    if ($gsm === UNWINDING) save(this);
    return result;
  }

  #rethrow(): void {
    if (this.#interrupted === null) return;
    const { error, shield } = this.#interrupted;
    leaveShield(machine.current, shield);
    throw error;
  }

  get label(): string {
    return this.#child.name;
  }
}
