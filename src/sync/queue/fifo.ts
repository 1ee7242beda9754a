/**
 * First in, first out: a ring of 2^k places, which grows when it is full.
 *
 *     returned (oldest first) ▸ items[head], items[head + 1], ... items[head + size - 1]
 */
import { type Entry, insertByAge, type Store } from './store.js';

/** Places at the start, and after a clear or when a large ring has run empty. */
const FEW = 8;
const LARGE = 4096;

export class Fifo<T> implements Store<T> {
  #items: (T | undefined)[] = new Array(FEW).fill(undefined);
  #head = 0;
  #size = 0;
  readonly #returned: Entry<T>[] = [];

  get size(): number {
    return this.#size + this.#returned.length;
  }

  push(item: T): void {
    if (this.#size === this.#items.length) this.#grow();
    this.#items[(this.#head + this.#size++) & (this.#items.length - 1)] = item;
  }

  pop(): T {
    if (this.#returned.length > 0) return (this.#returned.shift() as Entry<T>).item;
    const items = this.#items;
    const item = items[this.#head] as T;
    items[this.#head] = undefined;
    this.#head = (this.#head + 1) & (items.length - 1);
    if (--this.#size === 0 && items.length > LARGE) this.#reset();
    return item;
  }

  peek(): T {
    const [oldest] = this.#returned;
    return oldest === undefined ? (this.#items[this.#head] as T) : oldest.item;
  }

  restore(item: T, seq: number): void {
    insertByAge(this.#returned, { item, seq });
  }

  clear(): void {
    this.#returned.length = 0;
    this.#reset();
  }

  #reset(): void {
    this.#items = new Array(FEW).fill(undefined);
    this.#head = this.#size = 0;
  }

  #grow(): void {
    const old = this.#items;
    const behindHead = old.slice(this.#head);
    this.#items = [...behindHead, ...old.slice(0, this.#head), ...new Array(old.length).fill(undefined)];
    this.#head = 0;
  }
}
