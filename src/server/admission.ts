/**
 * Who may begin: so many at once, the others wait their turn in the order in which they came, up to a bound.
 *
 *     admit ──room──▶ begins ──leave──▶ the next in the queue begins
 *       ├──none──▶ queue ──withdraw (its client has gone)──▶ out
 *       └──queue full──▶ refused
 */
export interface Applicant {
  /** It is its turn. */
  begin(): void;
}

export class Admission {
  readonly #maxConcurrent: number;
  readonly #maxQueued: number;
  /** A set keeps the order, and lets go of one in the middle at once. */
  readonly #queue = new Set<Applicant>();
  #nRunning = 0;
  #isHandingOn = false;

  constructor({ maxConcurrent, maxQueued }: { maxConcurrent: number; maxQueued: number }) {
    this.#maxConcurrent = maxConcurrent;
    this.#maxQueued = maxQueued;
  }

  get nRunning(): number {
    return this.#nRunning;
  }

  get nQueued(): number {
    return this.#queue.size;
  }

  /** False: there is no room, not even to wait. */
  admit(one: Applicant): boolean {
    if (this.#nRunning < this.#maxConcurrent) {
      this.#nRunning++;
      one.begin();
      return true;
    }
    if (this.#queue.size >= this.#maxQueued) return false;
    this.#queue.add(one);
    return true;
  }

  /** True when it was still waiting, and will not begin any more. */
  withdraw(one: Applicant): boolean {
    return this.#queue.delete(one);
  }

  /** One that has begun is over. It may have been begun here: then the loop below goes on, and nothing is called in it again. */
  leave(): void {
    this.#nRunning--;
    if (this.#isHandingOn || this.#queue.size === 0) return;
    this.#isHandingOn = true;
    for (const next of this.#queue) {
      if (this.#nRunning >= this.#maxConcurrent) break;
      this.#queue.delete(next);
      this.#nRunning++;
      next.begin();
    }
    this.#isHandingOn = false;
  }
}
