/** Queue: items from those who put to those who get, with tasks that can be waited for, and a shutdown. */
import { REASON } from '../../engine/abi.js';
import { QueueShutdown, tooManyTasksDone } from '../../errors/sync.js';
import type { Continuation } from '../../frames/continuation.js';
import { completed } from '../../hub/wait.js';
import type { NameOptions } from '../named.js';
import { checkCount, limitOf, type WaitOptions } from '../options.js';
import { WaitList } from '../wait-list.js';
import { BaseQueue } from './base-queue.js';
import { Fifo } from './fifo.js';
import type { Store } from './store.js';

export interface QueueOptions<T> extends NameOptions {
  /** Items to begin with. */
  items?: Iterable<T>;
}

export interface QueueShutdownOptions {
  /** Gives up what is in the queue, too. */
  immediate?: boolean;
}

/** A queue over any store; Queue, LifoQueue and PriorityQueue say which. */
export abstract class TaskQueue<T> extends BaseQueue<T> {
  /** How many items it holds at most; 0: any number. */
  readonly maxSize: number;
  #nUnfinished = 0;
  #isGivenUp = false;
  readonly #joiners = new WaitList(this);

  constructor(store: Store<T>, maxSize: number, options: QueueOptions<T> | undefined) {
    const bound = maxSize === Number.POSITIVE_INFINITY ? 0 : checkCount('Queue', 'maxSize', maxSize);
    super(store, bound === 0 ? Number.POSITIVE_INFINITY : bound, options);
    this.maxSize = bound;
    for (const item of options?.items ?? []) this.putNowait(item);
  }

  empty(): boolean {
    return this.size === 0;
  }

  /** True when a `put` would wait; an unbounded queue never is. */
  full(): boolean {
    return this.maxSize > 0 && this.size >= this.maxSize;
  }

  /** How many of the items that were put are not done. */
  get unfinished(): number {
    return this.#nUnfinished;
  }

  /** Says that one of the items that were got is done. Does not switch. Throws GS_TASK_DONE when all are. */
  taskDone(): void {
    if (this.#nUnfinished === 0) throw tooManyTasksDone(this.name);
    this.#finished(1);
  }

  /** Blocks until every item that was put is done (`taskDone`): true; or false when the time (ms) is over. */
  // biome-ignore lint/suspicious/noExplicitAny: boolean, or a promise of it in main and async bodies
  join(options?: WaitOptions): any {
    const limit = limitOf('join', options);
    if (this.#nUnfinished === 0 || limit === 0) return completed('join', this.#nUnfinished === 0);
    return this.#joiners.wait('join', REASON.TASKS, undefined, limit);
  }

  /**
   * Ends it: every `put` throws QueueShutdown from now on, and every `get` once it is empty; those who wait are told. With
   * `immediate` what is in it is given up, and counts as done. Does not switch.
   */
  shutdown({ immediate = false }: QueueShutdownOptions = {}): void {
    this.close();
    if (!immediate) return;
    this.#isGivenUp = true;
    this.#finished(this.drain());
  }

  #finished(n: number): void {
    this.#nUnfinished -= n;
    if (this.#nUnfinished === 0) this.#joiners.wakeAll(true);
  }

  /** @internal */
  protected override counted(): void {
    this.#nUnfinished++;
  }

  /** @internal */
  protected override isWantedBack(): boolean {
    if (this.#isGivenUp) this.#finished(1);
    return !this.#isGivenUp;
  }

  /** @internal */
  override endError(call: string): Error {
    return new QueueShutdown(call, this.name);
  }

  /** @internal */
  override isEnd(error: unknown): boolean {
    return error instanceof QueueShutdown && this.isClosed;
  }

  /** @internal */
  override timedOut(waiter: Continuation, list: WaitList): void {
    if (list === this.#joiners) waiter._wakeValue = false;
    else super.timedOut(waiter, list);
  }

  /** @internal */
  override describeWait(list: WaitList): string {
    if (list !== this.#joiners) return super.describeWait(list);
    return `${this.name} (${this.#nUnfinished} not done)`;
  }
}

/**
 * First in, first out. With a `maxSize`, `put` waits while it is full; 0 is no bound. `put`, `get`, `peek`, `join` and loops may
 * switch away. Throws QueueEmpty, QueueFull and QueueShutdown, and GS_BAD_ARGUMENT for sizes and timeouts that are none.
 *
 * @example
 * const queue = new Queue(1);
 * spawn(function* () { for (const n of [1, 2]) yield queue.put(n); queue.shutdown() });
 * for await (const n of queue) console.log(n); // prints 1, then 2
 */
export class Queue<T = unknown> extends TaskQueue<T> {
  constructor(maxSize = 0, options?: QueueOptions<T>) {
    super(new Fifo<T>(), maxSize, options);
  }
}
