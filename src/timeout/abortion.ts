/**
 * An AbortSignal over whatever a greenlet does next, at any depth: it throws the signal's reason at the pending park, or keeps
 * it for the next one, by the same rules as a Timeout (timeout.ts has the drawing).
 */
import type { HeldError, PendingTimer, Shield } from '../frames/rare.js';
import { AbortWatch } from '../greenlet/abort.js';
import { getCurrent } from '../greenlet/current.js';
import type { Greenlet } from '../greenlet/greenlet.js';
import { condemn } from '../greenlet/killing.js';
import { throwAtPark } from '../hub/wait.js';

export class Abortion implements HeldError, PendingTimer {
  error: unknown = undefined;
  readonly shield: Shield | null;
  readonly #greenlet: Greenlet = getCurrent();
  readonly #watch: AbortWatch;
  #isHeld = false;
  #isThrown = false;

  /** Of the current greenlet, from now on. */
  constructor(signal: AbortSignal) {
    this.shield = this.#greenlet._rare.shield;
    this.#watch = new AbortWatch(signal, (reason) => this.#aborted(reason));
    const { _ownRare: ownRare } = this.#greenlet;
    ownRare.timers ??= new Set();
    ownRare.timers.add(this);
  }

  /** It has thrown this error. */
  isMine(error: unknown): boolean {
    return this.#isThrown && error === this.error;
  }

  /** It will not throw any more, also what it has kept. */
  cancel(): void {
    this.#watch.stop();
    const { held, timers } = this.#greenlet._rare;
    if (this.#isHeld) held?.splice(held.indexOf(this), 1);
    this.#isHeld = false;
    timers?.delete(this);
  }

  delivered(): void {
    this.#isHeld = false;
    this.#isThrown = true;
    this.#greenlet._rare.timers?.delete(this);
  }

  #aborted(reason: unknown): void {
    this.error = reason;
    this.#isHeld = true;
    if (!this.#greenlet._isAllWasm) throwAtPark(this.#greenlet, this);
    else {
      this.delivered();
      condemn(this.#greenlet, reason as Error); // wasm cannot catch: it is over
    }
  }
}
