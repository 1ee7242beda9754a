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
  kind: number = KIND.STAND_IN;
  dead = false;
  readonly started = true;
  readonly promise: Promise<unknown>;
  /** The async greenlet whose body waits; null for main. */
  readonly owner: Continuation | null;
  #resolve!: (value: unknown) => void;
  #reject!: (error: unknown) => void;

  constructor(call: string, owner: Continuation | null) {
    super();
    this.call = call;
    this.owner = owner;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.slot = engine().create(HOST_RECORD);
    bind(this.slot, this);
    owner?.asyncFrame?.waits.add(this);
  }

  takeTurn(): number {
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
    this.abandonWait();
    this.#end();
    this.promise.catch(() => undefined); // nobody may have awaited it yet
    this.#reject(error);
  }

  /** Nobody switches to a stand-in. */
  arrive(): void {}

  /** Nobody will wait after all. */
  discard(): void {
    this.#end();
  }

  abandonWait(): void {
    abandonWait(this);
  }

  begin(): void {}

  finish(): null {
    return null;
  }

  #end(): void {
    this.dead = true;
    this.owner?.asyncFrame?.waits.delete(this);
    bind(this.slot, null);
    engine().release(this.slot);
    this.slot = 0;
  }
}
