/** BoundedSemaphore: a semaphore that notices a release too many. With one permit it is a lock, and knows who holds it. */
import { overRelease } from '../errors/sync.js';
import type { Continuation } from '../frames/continuation.js';
import type { Greenlet } from '../greenlet/greenlet.js';
import type { NameOptions } from './named.js';
import { Semaphore } from './semaphore.js';
import { caller, greenletOf } from './who.js';

/**
 * A Semaphore whose `release` throws GS_OVER_RELEASE when all permits are back already.
 *
 * @example
 * const one = new BoundedSemaphore(1);
 * try { one.release() } catch (error) { console.log(error.code) } // prints GS_OVER_RELEASE
 */
export class BoundedSemaphore extends Semaphore {
  readonly #limit: number;
  /** Who has the only permit; of several permits nobody keeps account. */
  #holder: Greenlet | null = null;

  constructor(permits = 1, options?: NameOptions) {
    super(permits, options);
    this.#limit = permits;
  }

  override release(): number {
    if (this.counter === this.#limit) throw overRelease(this.name, this.#limit);
    return super.release();
  }

  /** @internal */
  override giveUp(): void {
    this.#holder = null;
    super.giveUp();
  }

  /** @internal */
  override granted(waiter: Continuation | null): void {
    if (this.#limit === 1) this.#holder = waiter === null ? caller() : greenletOf(waiter);
  }

  /** @internal */
  holders(): Iterable<Continuation> | undefined {
    return this.#holder === null ? undefined : [this.#holder];
  }
}
