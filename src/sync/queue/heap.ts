/**
 * Smallest first, equal ones in the order they were put: a binary heap in an array (J. W. J. Williams, "Algorithm 232:
 * Heapsort", CACM 7(6), 1964), made stable by the number of the put, which decides between equals.
 *
 *     children of i are 2i + 1 and 2i + 2; nobody is before its parent
 * The comparison is the user's and may throw. So each operation first finds all the places that will change, and changes them
 * only then: after an error the heap is as it was.
 */
import type { Entry, Store } from './store.js';

export type Compare<T> = (a: T, b: T) => number;

export class Heap<T> implements Store<T> {
  readonly #compare: Compare<T>;
  readonly #entries: Entry<T>[] = [];
  /** Came back, and the comparison threw at it: they come out first, so that nothing is lost. */
  readonly #unplaced: Entry<T>[] = [];

  constructor(compare: Compare<T>) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#entries.length + this.#unplaced.length;
  }

  push(item: T, seq: number): void {
    const entry = { item, seq };
    const entries = this.#entries;
    const path: number[] = [];
    for (let at = entries.length; at > 0; at = path.at(-1) as number) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(entry, entries[parent] as Entry<T>)) break;
      path.push(parent);
    }
    entries.push(entry);
    this.#shift(entries.length - 1, path, entry);
  }

  pop(): T {
    if (this.#unplaced.length > 0) return (this.#unplaced.shift() as Entry<T>).item;
    const entries = this.#entries;
    const first = entries[0] as Entry<T>;
    const last = entries.at(-1) as Entry<T>;
    const path = this.#pathDown(last, entries.length - 1);
    entries.pop();
    if (entries.length > 0) this.#shift(0, path, last);
    return first.item;
  }

  peek(): T {
    return ((this.#unplaced[0] ?? this.#entries[0]) as Entry<T>).item;
  }

  restore(item: T, seq: number): void {
    try {
      this.push(item, seq);
    } catch {
      this.#unplaced.push({ item, seq });
    }
  }

  clear(): void {
    this.#entries.length = this.#unplaced.length = 0;
  }

  /** The children that move up when `entry` is put on top of the first `n` entries. */
  #pathDown(entry: Entry<T>, n: number): number[] {
    const path: number[] = [];
    for (let child = this.#smallerChild(0, n); child > 0; child = this.#smallerChild(child, n)) {
      if (!this.#isBefore(this.#entries[child] as Entry<T>, entry)) break;
      path.push(child);
    }
    return path;
  }

  /** 0 when there is none. */
  #smallerChild(at: number, n: number): number {
    const left = 2 * at + 1;
    if (left >= n) return 0;
    const right = left + 1;
    return right < n && this.#isBefore(this.#entries[right] as Entry<T>, this.#entries[left] as Entry<T>)
      ? right
      : left;
  }

  /** Moves the entries along the path one place towards `at`, and `entry` into the place that is left. */
  #shift(at: number, path: readonly number[], entry: Entry<T>): void {
    let place = at;
    for (const from of path) {
      this.#entries[place] = this.#entries[from] as Entry<T>;
      place = from;
    }
    this.#entries[place] = entry;
  }

  #isBefore(a: Entry<T>, b: Entry<T>): boolean {
    const order = this.#compare(a.item, b.item);
    return order < 0 || (!(order > 0) && a.seq < b.seq);
  }
}
