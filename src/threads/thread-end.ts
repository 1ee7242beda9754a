/**
 * The end of a thread, told when all that the thread has said before has come. Answers come by a port and the end by the `Worker`, and
 * nothing orders one after the other: in one turn of the event loop the end is often seen first.
 *
 *     thread:  answers a job ──▶ throws or exits
 *     here:    'error', 'exit' ──▶ the port is read ──▶ answer ──▶ told
 *     turns:  ├── this ──────────────┤├── the next ────────────┤
 *
 * What was sent before the end is there to be read in the next turn at the latest: an immediate may still run before that turn
 * polls, one that an immediate has set runs after it. Rejected: the 'close' of the port, which is tinypool's; and which does not come
 * while an 'exit' listener of the thread spins.
 *
 * E1: a thread is told to be over once, with the first reason that was seen.
 * E2: when the pool is ended nothing waits: what was seen is told now, and any other thread is told to be over too.
 */

/** A thread has ended by itself. */
export class Ended extends Error {}

export class ThreadEnd {
  /** It has exited, and that was told. */
  readonly gone: Promise<void>;
  #isGone: () => void = () => undefined;
  readonly #tell: (reason: unknown) => void;
  #reason: unknown;
  #wasSeen = false;
  #wasTold = false;

  constructor(tell: (reason: unknown) => void) {
    this.#tell = tell;
    this.gone = new Promise((resolve) => {
      this.#isGone = resolve;
    });
  }

  failed(error: unknown): void {
    if (this.#wasSeen) return;
    this.#wasSeen = true;
    this.#reason = error;
    whenRead(() => this.tellNow());
  }

  exited(code: number): void {
    this.failed(new Ended(`it was ended by process.exit(${code}) or the like`));
    whenRead(this.#isGone);
  }

  /** E1, E2 */
  tellNow(reason?: unknown): void {
    if (this.#wasTold) return;
    this.#wasTold = true;
    this.#tell(this.#wasSeen ? this.#reason : reason);
  }
}

function whenRead(then: () => void): void {
  setImmediate(() => setImmediate(then));
}
