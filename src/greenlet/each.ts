/**
 * Blocking-style loops over what comes asynchronously: async iterables, Web and Node streams.
 *
 *     next() ──nothing there──▶ a read begins ──▶ the item goes to whoever has waited longest
 *     return(), a kill or timeout of the last one who waits ──▶ the source is closed
 * E1: A read begins only when somebody asks, so a slow reader holds up the source.
 * E2: The source's own code runs in a microtask, outside of the greenlet that asks: that one is parked, and whatever the
 *     source blocks in is not its wait.
 */
import { completed } from '../hub/wait.js';
import { Greenlet } from './greenlet.js';
import { Outlet } from './outlet.js';
import { type Readable, readableOf } from './readable.js';
import { waitFor } from './wait-for.js';

/**
 * An iterator over an async iterable, a Web ReadableStream or a Node Readable; its `next()` blocks. `for...of` in compiled
 * functions, `for await` in async code and main, `yield it.next()` in generators. A loop that is left early closes the source
 * (`return()`, `cancel()`, `destroy()`) and waits for that. So does a kill or a timeout in `next()`, without waiting. The source's errors are thrown
 * at the loop. Does not switch itself. Throws GS_BAD_ARGUMENT, and what a locked stream throws.
 *
 * @example
 * async function* words() { yield 'a'; yield 'b' }
 * await run(function* () {
 *   const it = each(words());
 *   for (let s = yield it.next(); !s.done; s = yield it.next()) console.log(s.value); // prints a, then b
 * });
 */
export function each<T>(source: AsyncIterable<T> | ReadableStream<T>): Each<T> {
  return new Each<T>(readableOf<T>(source));
}

export class Each<T> extends Outlet<T> {
  readonly #source: Readable<T>;
  #nReading = 0;
  /** It has ended by itself, or failed: there is nothing to close. */
  #isOver = false;
  #closing: Promise<IteratorResult<T>> | null = null;

  /** @internal use `each` */
  constructor(source: Readable<T>) {
    super('each');
    this.#source = source;
  }

  /** Ends the reading, and blocks until the source is closed; throws what that throws. */
  // biome-ignore lint/suspicious/noExplicitAny: IteratorResult<T>, or a promise of it in main and async bodies
  override return(): any {
    this.giveUp();
    return this.#closing === null ? completed('return', { value: undefined, done: true }) : waitFor(this.#closing);
  }

  /** @internal */
  protected override wanted(): void {
    if (this.#nReading >= this.nWaiting) return; // a read whose asker has gone is for this one
    this.#nReading++;
    Promise.resolve()
      .then(() => this.#source.read())
      .then((step) => this.#read(step))
      .catch((error: unknown) => this.#broke(error));
  }

  #read(step: IteratorResult<T>): void {
    this.#nReading--;
    if (step.done !== true) {
      this.put(step.value);
      return;
    }
    this.#isOver = true;
    this.end();
  }

  #broke(error: unknown): void {
    this.#isOver = true;
    this.fail(error);
  }

  /** @internal */
  override closed(): void {
    if (this.#isOver || this.#closing !== null) return;
    this.#closing = Promise.resolve()
      .then(() => this.#source.close())
      .then(() => ({ value: undefined, done: true }));
    this.#closing.catch(() => undefined); // whoever waits for it, or the report, tells
  }

  /** @internal Its loop has ended by what is thrown at it, and loops call `return` only when they are left from inside. */
  override forget(waiter: Parameters<Outlet<T>['forget']>[0]): void {
    super.forget(waiter);
    if (this.nWaiting > 0 || this.isEnded) return;
    this.giveUp();
    this.#closing?.catch(reportClosing);
  }
}

/** Nobody waits for the closing: its failure is reported as that of a greenlet nobody waits for. */
function reportClosing(error: unknown): void {
  const reporter = new Greenlet(() => {
    throw error;
  });
  reporter.name = 'each';
  reporter.start();
}
