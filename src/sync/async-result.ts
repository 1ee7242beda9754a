/** AsyncResult: a value or an error that somebody delivers later, once or again, to any number of greenlets. */
import { REASON } from '../engine/abi.js';
import { Timeout } from '../errors/greenspool-error.js';
import { badArgument } from '../errors/misuse.js';
import type { Continuation } from '../frames/continuation.js';
import type { Greenlet } from '../greenlet/greenlet.js';
import { Observer } from '../hub/observer.js';
import { completed, failed } from '../hub/wait.js';
import { Named } from './named.js';
import { type BlockOptions, limitOf, type WaitOptions } from './options.js';
import { WaitList } from './wait-list.js';
import { Watchers } from './watchers.js';

/**
 * A place for one result. `set` and `setException` wake all who wait; setting it again replaces the result for those who come
 * later. It is thenable, and `greenlet.link(result)` hands it a greenlet's result. `get` and `wait` may switch away.
 *
 * @example
 * const answer = new AsyncResult();
 * spawn(function* () { yield sleep(5); answer.set(42) });
 * console.log(await answer.get({ timeout: 1000 })); // prints 42
 */
// biome-ignore lint/suspicious/noExplicitAny: a result of any type, as with Greenlet
export class AsyncResult<T = any> extends Named implements PromiseLike<T> {
  #state: 'pending' | 'value' | 'error' = 'pending';
  #result: unknown = undefined;
  /** In `get`: they are thrown the error. */
  readonly #getters = new WaitList(this);
  /** In `wait`: they only want to know. */
  readonly #waiters = new WaitList(this);
  readonly #watchers = new Watchers();

  /** Delivers a value. Does not switch. Throws GS_BAD_ARGUMENT for the result itself, which `await` would wait for. */
  set(value: T): void {
    if ((value as unknown) === this) throw badArgument('set', 'a result cannot be its own value', value);
    this.#deliver('value', value);
  }

  /** Delivers an error, which `get` throws: the same object every time. Throws GS_BAD_ARGUMENT if it is no Error. */
  setException(error: Error): void {
    if (!(error instanceof Error))
      throw badArgument('setException', 'only an Error can be thrown at those who wait', error);
    this.#deliver('error', error);
  }

  /** True when there is a value or an error. */
  ready(): boolean {
    return this.#state !== 'pending';
  }

  /** True when there is a value. */
  successful(): boolean {
    return this.#state === 'value';
  }

  /** The value, otherwise undefined. */
  get value(): T | undefined {
    return this.#state === 'value' ? (this.#result as T) : undefined;
  }

  /** The error, otherwise undefined. */
  get exception(): unknown {
    return this.#state === 'error' ? this.#result : undefined;
  }

  /** Blocks for the result and returns it, or throws the error that was set; Timeout when its time (ms) is over. */
  // biome-ignore lint/suspicious/noExplicitAny: T, or a promise of it in main and async bodies
  get(options?: BlockOptions): any {
    const limit = limitOf('get', options);
    if (this.#state === 'value') return completed('get', this.#result);
    if (this.#state === 'error') return failed('get', this.#result);
    if (limit === 0) return failed('get', new Timeout(`get() of ${this.name}`, 0));
    return this.#getters.wait('get', REASON.RESULT, limit, limit);
  }

  /** Blocks until there is a result; returns the value, or undefined after an error or when the time (ms) is over. */
  // biome-ignore lint/suspicious/noExplicitAny: as get
  wait(options?: WaitOptions): any {
    const limit = limitOf('wait', options);
    if (this.#state !== 'pending' || limit === 0) return completed('wait', this.value);
    return this.#waiters.wait('wait', REASON.RESULT, undefined, limit);
  }

  /** Makes `await result` work. */
  // biome-ignore lint/suspicious/noThenProperty: results are thenable by design
  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return new Promise<T>((resolve, reject) => this._observe(new Settler<T>(resolve, reject))).then(onValue, onError);
  }

  /** What `greenlet.link(result)` calls: the greenlet's result, or the error that ended it, becomes this one's. */
  linked(greenlet: Greenlet<T>): void {
    if (greenlet.successful()) this.#deliver('value', greenlet.value);
    else this.#deliver('error', greenlet.exception);
  }

  #deliver(state: 'value' | 'error', result: unknown): void {
    this.#state = state;
    this.#result = result;
    if (state === 'value') this.#getters.wakeAll(result);
    else this.#getters.failAll(() => result);
    this.#waiters.wakeAll(this.value);
    this.#watchers.tell(this);
  }

  /** @internal */
  _observe(observer: Observer): void {
    if (this.ready()) observer.ended(this);
    else this.#watchers.add(observer);
  }

  /** @internal */
  _unobserve(observer: Observer): void {
    this.#watchers.delete(observer);
  }

  /** @internal */
  timedOut(waiter: Continuation, list: WaitList): void {
    if (list === this.#waiters) return;
    waiter._wakeValue = new Timeout(`get() of ${this.name}`, waiter._cargo as number);
    waiter._wakeFailed = true;
  }

  /** @internal */
  describeWait(): string {
    return `${this.name} (not set)`;
  }
}

/** Settles a promise. */
class Settler<T> extends Observer {
  readonly #resolve: (value: T) => void;
  readonly #reject: (error: unknown) => void;

  constructor(resolve: (value: T) => void, reject: (error: unknown) => void) {
    super();
    this.#resolve = resolve;
    this.#reject = reject;
  }

  ended(source: AsyncResult<T>): void {
    if (source.successful()) this.#resolve(source.value as T);
    else this.#reject(source.exception);
  }
}
