/**
 * What queues and channels have in common: items, room for `limit` of them, and three kinds of waiters.
 *
 *     put ──▶ putters (full) ──▶ store ──▶ getters (empty) ──▶ get
 *                                  └──────▶ peekers (empty) ──▶ peek
 * Q1: getters and peekers wait only while the store is empty (and no putter waits either, where it has no room at all), putters
 *     only while it is full.
 * Q2: an item is with its putter (until then the put can be called off), in the store, on its way to a getter, or got. On its
 *     way, it goes back to where it was if the getter dies before it runs: to the next getter, or into the store by its age,
 *     even if that is full by then.
 * Q3: items go out in the order of the store, to getters in the order they came; putters are let in in the order they came.
 */
import { REASON } from '../../engine/abi.js';
import { QueueEmpty, QueueFull } from '../../errors/sync.js';
import type { Continuation } from '../../frames/continuation.js';
import { canComplete, complete, failed, grant, wake, wakeError } from '../../hub/wait.js';
import { Named, type NameOptions } from '../named.js';
import { type BlockOptions, limitOf } from '../options.js';
import { WaitList } from '../wait-list.js';
import { asyncItems, ItemIterator } from './iteration.js';
import type { Store } from './store.js';

export abstract class BaseQueue<T> extends Named {
  readonly #store: Store<T>;
  readonly #limit: number;
  readonly #getters = new WaitList(this);
  readonly #putters = new WaitList(this);
  readonly #peekers = new WaitList(this);
  #nPut = 0;
  #isClosed = false;

  constructor(store: Store<T>, limit: number, options: NameOptions | undefined) {
    super(options);
    this.#store = store;
    this.#limit = limit;
  }

  /** How many items are in it. */
  get size(): number {
    return this.#store.size;
  }

  /** Blocks until there is room, at most `timeout` ms (then QueueFull), and puts the item in. */
  // biome-ignore lint/suspicious/noExplicitAny: undefined, or a promise of it in main and async bodies
  put(item: T, options?: BlockOptions): any {
    const limit = limitOf('put', options);
    if (this.#isClosed) return failed('put', this.endError('put'));
    if (this.#hasRoom() && canComplete('put')) return complete('put', this.#accept(item));
    if (limit === 0) return failed('put', new QueueFull('put', this.name));
    const ended = this.#putters.wait('put', REASON.ROOM, item, limit);
    if (this.#peekers.first !== null && this.#putters.first !== null) this.#peekers.wakeAll(this.#next());
    return ended;
  }

  /** Blocks until there is an item, at most `timeout` ms (then QueueEmpty), takes it out and returns it. */
  // biome-ignore lint/suspicious/noExplicitAny: T, or a promise of it in main and async bodies
  get(options?: BlockOptions): any {
    const limit = limitOf('get', options);
    if (this.#hasItem() && canComplete('get')) return complete('get', this.#takeOut());
    if (this.#isClosed) return failed('get', this.endError('get'));
    if (limit === 0) return failed('get', new QueueEmpty('get', this.name));
    return this.#getters.wait('get', REASON.ITEM, undefined, limit);
  }

  /** Like `get`, but leaves the item where it is. */
  // biome-ignore lint/suspicious/noExplicitAny: T, or a promise of it in main and async bodies
  peek(options?: BlockOptions): any {
    const limit = limitOf('peek', options);
    if (this.#hasItem() && canComplete('peek')) return complete('peek', this.#next());
    if (this.#isClosed) return failed('peek', this.endError('peek'));
    if (limit === 0) return failed('peek', new QueueEmpty('peek', this.name));
    return this.#peekers.wait('peek', REASON.ITEM, undefined, limit);
  }

  /** Puts at once or throws QueueFull. It never switches, so there is nothing to yield or await: the same in every body. */
  putNowait(item: T): void {
    if (this.#isClosed) throw this.endError('putNowait');
    if (!this.#hasRoom()) throw new QueueFull('putNowait', this.name);
    this.#accept(item);
  }

  /** Takes an item out at once or throws QueueEmpty. It never switches: the same in every body. */
  getNowait(): T {
    if (this.#hasItem()) return this.#takeOut();
    throw this.#isClosed ? this.endError('getNowait') : new QueueEmpty('getNowait', this.name);
  }

  /**
   * For `for...of` in compiled functions: each round takes the next item and waits for it; the loop ends when nothing can come
   * any more. Throws GS_BARRIER in async functions and main, which write `for await`.
   */
  [Symbol.iterator](): IterableIterator<T> {
    return new ItemIterator<T>(this);
  }

  /** For `for await` in async functions and main. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return asyncItems<T>(this);
  }

  /** @internal Nothing can be put or, once it is empty, got any more. Those who wait are told. */
  close(): void {
    this.#isClosed = true;
    this.#putters.failAll(() => this.endError('put'));
    this.#getters.failAll(() => this.endError('get'));
    this.#peekers.failAll(() => this.endError('peek'));
  }

  /** @internal */
  protected get isClosed(): boolean {
    return this.#isClosed;
  }

  /** @internal Gives up all that is in it; how many items that were. */
  protected drain(): number {
    const { size } = this.#store;
    this.#store.clear();
    return size;
  }

  /** @internal What a call ends with when it is closed. */
  abstract endError(call: string): Error;

  /** @internal */
  abstract isEnd(error: unknown): boolean;

  /** @internal An item has come in. */
  protected counted(): void {}

  /** @internal An item has come back from a getter that died; false: it is not wanted any more. */
  protected isWantedBack(): boolean {
    return true;
  }

  #hasRoom(): boolean {
    return this.#getters.first !== null || this.#store.size < this.#limit;
  }

  /** With no room at all (a channel), the next item is with the putter who has waited longest. */
  #hasItem(): boolean {
    return this.#store.size > 0 || this.#putters.first !== null;
  }

  #next(): T {
    return this.#store.size > 0 ? this.#store.peek() : (this.#putters.first?._cargo as T);
  }

  #accept(item: T): void {
    const seq = this.#nPut++;
    if (this.#getters.first === null) this.#store.push(item, seq);
    else this.#hand(item, seq);
    this.counted();
    this.#peekers.wakeAll(item);
  }

  /** The item is on its way to a getter. */
  #hand(item: T, seq: number): void {
    const getter = this.#getters.takeFirst() as Continuation;
    getter._cargo = seq;
    grant(getter, item);
  }

  #takeOut(): T {
    if (this.#store.size === 0) return this.#takeFromPutter();
    const item = this.#store.pop();
    while (this.#store.size < this.#limit && this.#putters.first !== null) this.#letIn();
    return item;
  }

  #takeFromPutter(): T {
    const putter = this.#putters.takeFirst() as Continuation;
    const item = putter._cargo as T;
    this.#nPut++;
    this.counted();
    this.#done(putter);
    return item;
  }

  /** A store that cannot take the item (a comparison that throws) is its putter's concern. */
  #letIn(): void {
    const putter = this.#putters.takeFirst() as Continuation;
    try {
      this.#accept(putter._cargo as T);
      this.#done(putter);
    } catch (error) {
      putter._cargo = undefined;
      wakeError(putter, error);
    }
  }

  #done(putter: Continuation): void {
    putter._cargo = undefined;
    wake(putter, undefined);
  }

  /** @internal */
  takeBack(getter: Continuation): void {
    const item = getter._wakeValue as T;
    const seq = getter._cargo as number;
    if (!this.isWantedBack()) return;
    if (this.#getters.first !== null) this.#hand(item, seq);
    else this.#store.restore(item, seq);
    this.#peekers.wakeAll(item);
  }

  /** @internal */
  timedOut(waiter: Continuation, list: WaitList): void {
    waiter._wakeFailed = true;
    if (list === this.#putters) waiter._wakeValue = new QueueFull('put', this.name);
    else waiter._wakeValue = new QueueEmpty(list === this.#getters ? 'get' : 'peek', this.name);
  }

  /** @internal */
  describeWait(list: WaitList): string {
    return `${this.name} (${list === this.#putters ? this.describeFull() : 'empty'})`;
  }

  /** @internal */
  protected describeFull(): string {
    return `full, ${this.size} of ${this.#limit}`;
  }
}
