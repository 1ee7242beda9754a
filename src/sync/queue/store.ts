/** What a queue keeps its items in: this decides who comes out first. */
export interface Store<T> {
  readonly size: number;
  /** `seq` counts the puts of the queue. */
  push(item: T, seq: number): void;
  /** Takes out the next one; the store must not be empty. */
  pop(): T;
  /** The next one; the store must not be empty. */
  peek(): T;
  /**
   * Puts an item back that was handed to a greenlet which died before it ran. It was handed over when the store was empty, so
   * it is older than all that were pushed since.
   */
  restore(item: T, seq: number): void;
  clear(): void;
}

export interface Entry<T> {
  readonly item: T;
  readonly seq: number;
}

/** Adds an entry to a list that is ordered by age. Restored items are few, so a search from the end will do. */
export function insertByAge<T>(list: Entry<T>[], entry: Entry<T>): void {
  let at = list.length;
  while (at > 0 && (list[at - 1] as Entry<T>).seq > entry.seq) at--;
  list.splice(at, 0, entry);
}
