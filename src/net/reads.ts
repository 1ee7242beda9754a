/**
 * Loops over what a socket brings. Leaving a loop early takes nothing and closes nothing: the socket can be read on.
 *
 *     compiled functions   for (const line of socket.lines()) ...
 *     async code, main     for await (const line of socket.lines()) ...
 *     generators           for (let s = yield it.next(); !s.done; s = yield it.next()) ... s.value
 */
import { blockingLoop } from '../errors/misuse.js';
import { KIND } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';

export class Reads<T> {
  readonly #read: () => unknown;
  readonly #what: string;

  /** @internal use `socket.lines()` */
  constructor(what: string, read: () => unknown) {
    this.#what = what;
    this.#read = read;
  }

  /** Blocks for the next one; `{ value, done }`. Throws as the read does, and may be called again after that. */
  // biome-ignore lint/suspicious/noExplicitAny: IteratorResult<T>, or a promise of it in main and async bodies
  next(): any {
    return this.#read();
  }

  return(): IteratorResult<T, undefined> {
    return { value: undefined, done: true };
  }

  /** Throws GS_BARRIER in main and async code, where only `for await` can wait. */
  [Symbol.iterator](): this {
    const { _kind: kind } = machine.current;
    if (kind === KIND.MAIN || kind === KIND.ASYNC) throw blockingLoop(this.#what);
    return this;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
