/** Last in, first out. What comes back is older than all that was pushed since, so it lies below. */
import { type Entry, insertByAge, type Store } from './store.js';

export class Lifo<T> implements Store<T> {
  readonly #returned: Entry<T>[] = [];
  readonly #items: T[] = [];

  get size(): number {
    return this.#returned.length + this.#items.length;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  pop(): T {
    return this.#items.length > 0 ? (this.#items.pop() as T) : (this.#returned.pop() as Entry<T>).item;
  }

  peek(): T {
    return this.#items.length > 0 ? (this.#items.at(-1) as T) : (this.#returned.at(-1) as Entry<T>).item;
  }

  restore(item: T, seq: number): void {
    insertByAge(this.#returned, { item, seq });
  }

  clear(): void {
    this.#returned.length = this.#items.length = 0;
  }
}
