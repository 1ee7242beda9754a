/**
 * withLock: runs a function while something is held, in any kind of body. In a greenlet that can be left it is a frame of its
 * own, below the frames of the function:
 *
 *     fn's frames     it may block as often as it likes
 *     LockFrame       waits for the permit, then for fn; gives the permit back however fn ends
 *     the caller      gets what fn returned or threw
 */
import { badArgument } from '../errors/misuse.js';
import { badBody } from '../errors/sync.js';
import { isThenable } from '../frames/body-frame.js';
import { canBeLeft } from '../frames/continuation.js';
import { Frame } from '../frames/frame.js';
import { isToken } from '../frames/generator-call.js';
import { GeneratorFrame, isGenerator } from '../frames/generator-frame.js';
import { lost } from '../frames/lost.js';
import { CALLING, enter, machine, save, TOKEN, UNWINDING, unwindTo } from '../frames/machine.js';
import { waitFor } from '../greenlet/wait-for.js';
import type { Held } from './held.js';

/** What is held while fn runs; `hold` waits for it. */
type Hold = () => unknown;

export function withLock(fn: () => unknown, hold: Hold): unknown {
  if (typeof fn !== 'function') throw badArgument('withLock', 'expected a function', fn);
  const c = machine.current;
  if (!canBeLeft(c)) return inPromises(fn, hold);
  c._call = 'withLock';
  const got = hold();
  if ($gsm !== UNWINDING) unwindTo(c, got, false);
  // had at once, it belongs to the frame from here on, whatever becomes of the unwinding
  save(new LockFrame(fn, machine.target === c ? (machine.value as Held) : null));
  return TOKEN;
}

async function inPromises(fn: () => unknown, hold: Hold): Promise<unknown> {
  const held = (await hold()) as Held;
  try {
    const result = fn();
    if (typeof result === 'object' && result !== null && isGenerator(result)) throw badBody('withLock');
    return await result;
  } finally {
    held.release();
  }
}

class LockFrame extends Frame {
  readonly #fn: () => unknown;
  #held: Held | null;
  #isInside = false;

  constructor(fn: () => unknown, held: Held | null) {
    super();
    this.#fn = fn;
    this.#held = held;
  }

  /** First with the permit, then with what fn has returned. */
  resume(value: unknown): unknown {
    if (this.#isInside) return this.#leave(value);
    this.#held = value as Held;
    this.#isInside = true;
    try {
      return this.#run();
    } catch (error) {
      return this.raise(error);
    }
  }

  raise(error: unknown): never {
    this.#held?.release();
    throw error;
  }

  override drop(): void {
    this.#held?.giveUp();
  }

  get label(): string {
    return 'withLock';
  }

  #run(): unknown {
    const fn = this.#fn;
    const result = fn();
    if ($gsm === UNWINDING) {
      if (!isToken(result)) throw lost({ kind: 'foreign', name: fn.name });
      save(this);
      return result;
    }
    if (typeof result !== 'object' || result === null) return this.#leave(result);
    if (isGenerator(result)) return enter(new GeneratorFrame(result, fn), CALLING);
    // who would wait for itself would wait for ever
    return isThenable(result) && (result as unknown) !== machine.current ? this.#await(result) : this.#leave(result);
  }

  #await(result: PromiseLike<unknown>): unknown {
    const token = waitFor(result);
    save(this);
    return token;
  }

  #leave(value: unknown): unknown {
    this.#held?.release();
    return value;
  }
}
