/** How long to wait before a worker is started in the place of one that died: at once, but longer and longer when they die at once. */

/** Who lives so long was well; its death says nothing of the next one. */
const HEALTHY_MS = 1000;
const FIRST_MS = 100;
const MOST_MS = 10_000;

export class BackOff {
  #nEarly = 0;

  /** Deaths in a row of workers that had hardly lived. */
  get nEarly(): number {
    return this.#nEarly;
  }

  /** One has died after so many milliseconds. */
  died(livedMs: number): number {
    if (livedMs >= HEALTHY_MS) {
      this.#nEarly = 0;
      return 0;
    }
    return Math.min(FIRST_MS * 2 ** this.#nEarly++, MOST_MS);
  }
}
