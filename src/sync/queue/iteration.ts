/** Loops over a queue or channel: each round takes an item, and waits for it; a shutdown or close ends them. */
import { cannotIterate } from '../../errors/sync.js';
import { canBeLeft } from '../../frames/continuation.js';
import { machine } from '../../frames/machine.js';
import { type Mapping, mapped } from '../result-frame.js';

/** What is iterated over. */
export interface Source<T> {
  readonly name: string;
  get(): unknown;
  /** The error is the one that says that nothing will come any more. */
  isEnd(error: unknown): boolean;
  /** For the types alone. */
  readonly item?: T;
}

/** For `for...of` in compiled code, where `next` may park. */
export class ItemIterator<T> implements IterableIterator<T>, Mapping {
  readonly label = 'for...of';
  readonly #source: Source<T>;

  constructor(source: Source<T>) {
    this.#source = source;
  }

  next(): IteratorResult<T, undefined> {
    if (!canBeLeft(machine.current)) throw cannotIterate(this.#source.name);
    return mapped(() => this.#source.get(), this) as IteratorResult<T, undefined>;
  }

  [Symbol.iterator](): this {
    return this;
  }

  onValue(value: unknown): unknown {
    return { done: false, value };
  }

  onError(error: unknown): unknown {
    if (this.#source.isEnd(error)) return { done: true, value: undefined };
    throw error;
  }
}

/** For `for await` in async functions. */
export async function* asyncItems<T>(source: Source<T>): AsyncGenerator<T, void, undefined> {
  for (;;) {
    let item: T;
    try {
      item = (await source.get()) as T;
    } catch (error) {
      if (source.isEnd(error)) return;
      throw error;
    }
    yield item;
  }
}
