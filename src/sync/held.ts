/** What `hold()` ends with: the permit as an object, given back when its block is left (`using`), or by hand. */

/** What can be given back. */
export interface Releasable {
  readonly name: string;
  release(): unknown;
  /** The same without a look at who calls: frames that held it were given up. */
  giveUp(): void;
}

/** Hosts without Symbol.dispose: what Babel's and esbuild's translations of `using` look for there. */
const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/**
 * A permit that is held. Releasing it again does nothing.
 *
 * @example
 * using lock = yield semaphore.hold(); // released at the end of the block
 */
export class Held {
  readonly #of: Releasable;
  #isReleased = false;
  /** @internal How long was to be waited for it. */
  readonly limit: number;

  /** @internal */
  constructor(of: Releasable, limit: number) {
    this.#of = of;
    this.limit = limit;
  }

  /** Gives the permit back, once. Throws GS_NOT_OWNER as the lock's own `release` does. */
  release(): void {
    if (this.#isReleased) return;
    this.#of.release();
    this.#isReleased = true;
  }

  [dispose](): void {
    this.release();
  }

  /** @internal */
  giveUp(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#of.giveUp();
  }
}
