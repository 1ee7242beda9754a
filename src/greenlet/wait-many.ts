/** wait and iwait: for anything that becomes ready. */
import type { Continuation } from '../frames/continuation.js';
import { type Alarm, type AlarmHandle, clearAlarm, setAlarm } from '../hub/alarms.js';
import { Observer, type Waitable } from '../hub/observer.js';
import { checkMayWait } from '../hub/wait.js';
import { checkCount, Gathering } from './gathering.js';
import { waitForOthers } from './idle.js';
import { checkTimeout } from './joining.js';
import { Outlet } from './outlet.js';
import { listOf, sourceOf } from './sources.js';

export interface WaitManyOptions {
  /** Milliseconds to wait at most. */
  timeout?: number;
  /** Stop when this many are ready. */
  count?: number;
}

/**
 * Blocks until all objects are ready, or `count` of them, or the timeout has passed, and returns those that are, in the
 * order in which they became ready. They may be greenlets, events, semaphores (being told takes no permit), results,
 * promises and child processes, mixed. Does not count as observing the failure of a greenlet. Without a list it blocks until
 * all other greenlets are over. Throws GS_BAD_ARGUMENT.
 *
 * @example
 * const g = spawn(function* () { yield sleep(5) });
 * console.log((await wait([g, Promise.resolve(1)], { count: 1 }))[0] instanceof Promise); // prints true
 */
// biome-ignore lint/suspicious/noExplicitAny: the objects, or a promise of them in main and async bodies
export function wait(objects?: Iterable<unknown>, options: WaitManyOptions = {}): any {
  const { timeout } = options;
  checkTimeout('wait', timeout);
  if (objects === undefined) return waitForOthers(timeout);
  const list = listOf('wait', objects);
  const count = checkCount('wait', options.count, list.length);
  const sources = list.map((object) => sourceOf('wait', object));
  checkMayWait('wait');
  const all = new Gathering('wait', count);
  all.watch(list, sources);
  return all.wait(timeout);
}

/**
 * An iterator over the same objects, as they become ready; its `next()` blocks. It ends after all, after `count`, or when the
 * timeout has passed. Use it in a loop as any iterator of ours: `for await` in async code and main, `for...of` in compiled
 * functions, `yield it.next()` in generators. Does not switch itself. Throws GS_BAD_ARGUMENT.
 *
 * @example
 * const [a, b] = [spawn(function* () { yield sleep(9) }), spawn(() => 1)];
 * for await (const g of iwait([a, b])) console.log(g === b); // prints true, then false
 */
export function iwait<T>(objects: Iterable<T>, options: WaitManyOptions = {}): IWait<T> {
  checkTimeout('iwait', options.timeout);
  const list = listOf('iwait', objects) as T[];
  const count = checkCount('iwait', options.count, list.length);
  return new IWait(
    list,
    list.map((object) => sourceOf('iwait', object)),
    count,
    options.timeout,
  );
}

/** Puts one object into the outlet. */
class Entry<T> extends Observer {
  readonly #outlet: IWait<T>;
  readonly object: T;
  readonly source: Waitable;

  constructor(outlet: IWait<T>, object: T, source: Waitable) {
    super();
    this.#outlet = outlet;
    this.object = object;
    this.source = source;
  }

  ended(): void {
    this.#outlet.arrived(this.object);
  }

  override get seesFailures(): boolean {
    return false;
  }
}

export class IWait<T> extends Outlet<T> implements Alarm {
  #entries: Entry<T>[] = [];
  #nLeft: number;
  #alarm: AlarmHandle | null = null;

  /** @internal use `iwait` */
  constructor(objects: readonly T[], sources: readonly Waitable[], count: number, timeout: number | undefined) {
    super('iwait');
    this.#nLeft = count;
    if (timeout !== undefined && timeout !== Number.POSITIVE_INFINITY) this.#alarm = setAlarm(this, timeout);
    this.#entries = objects.map((object, i) => new Entry(this, object, sources[i] as Waitable));
    for (const entry of this.#entries) if (this.#nLeft > 0) entry.source._observe(entry);
    if (this.#nLeft === 0) this.#finish();
  }

  /** @internal */
  arrived(object: T): void {
    if (this.#nLeft === 0) return;
    this.#nLeft--;
    this.put(object);
    if (this.#nLeft === 0) this.#finish();
  }

  /** @internal The timeout has passed: what is ready can still be fetched. */
  rang(): void {
    this.#alarm = null;
    this.#finish();
  }

  override closed(): void {
    this.#finish();
  }

  #finish(): void {
    this.#nLeft = 0;
    if (this.#alarm !== null) clearAlarm(this.#alarm);
    this.#alarm = null;
    const entries = this.#entries;
    this.#entries = [];
    for (const entry of entries) entry.source._unobserve(entry);
    this.end();
  }

  holders(): Continuation[] {
    return this.#entries.map(({ object }) => object).filter((object) => isAlive(object));
  }
}

function isAlive(object: unknown): object is Continuation {
  return (object as { dead?: unknown } | null)?.dead === false;
}
