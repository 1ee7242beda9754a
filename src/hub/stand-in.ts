/**
 * Waits in place of a caller that the trampoline cannot leave: main, and the body of an async greenlet. It parks like a
 * greenlet; its resume settles the promise that the blocking call returned.
 */
import { HOST_RECORD } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import { Continuation, KIND } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { bind } from './hub.js';
import { abandonWait, takeWake } from './wait.js';

export class StandIn extends Continuation {
  _kind: number = KIND.STAND_IN;
  dead = false;
  readonly started = true;
  readonly promise: Promise<unknown>;
  /** The async greenlet whose body waits; null for main. */
  readonly owner: Continuation | null;
  #resolve!: (value: unknown) => void;
  #reject!: (error: unknown) => void;

  constructor(call: string, owner: Continuation | null) {
    super();
    this._call = call;
    this.owner = owner;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this._slot = engine().create(HOST_RECORD);
    bind(this._slot, this);
    owner?._asyncFrame?.waits.add(this);
  }

  _takeTurn(): number {
    takeWake(this);
    const { value, failed } = machine;
    machine.value = undefined;
    machine.failed = false;
    this.#end();
    if (failed) this.#reject(value);
    else this.#resolve(value);
    return 0;
  }

  /** The async body it waits for is thrown an error. */
  interrupt(error: unknown): void {
    this._abandonWait();
    this.#end();
    this.promise.catch(() => undefined); // nobody may have awaited it yet
    this.#reject(error);
  }

  /** Nobody switches to a stand-in. */
  _arrive(): void {}

  /** Nobody will wait after all. */
  discard(): void {
    this.#end();
  }

  _abandonWait(): void {
    abandonWait(this);
  }

  _begin(): void {}

  _finish(): null {
    return null;
  }

  #end(): void {
    this.dead = true;
    this.owner?._asyncFrame?.waits.delete(this);
    bind(this._slot, null);
    engine().release(this._slot);
    this._slot = 0;
  }
}
