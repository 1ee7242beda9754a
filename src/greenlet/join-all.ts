/** Waiting for many greenlets. */
import { REASON } from '../engine/abi.js';
import { badArgument } from '../errors/misuse.js';
import type { Continuation, WaitingOn } from '../frames/continuation.js';
import { beginWait, park, suspend, wake, wakeError } from '../hub/wait.js';
import type { Greenlet } from './greenlet.js';
import { checkTimeout } from './joining.js';
import { Observer } from './observer.js';
import { checkGreenlet } from './refusals.js';

export interface JoinAllOptions {
  /** Milliseconds to wait at most. */
  timeout?: number;
  /** Stop waiting when this many are over. */
  count?: number;
  /** Throw the first failure as soon as it happens. */
  raiseErrors?: boolean;
}

/** Counts the ends of a list of greenlets and wakes one waiter. */
class JoinAll implements WaitingOn {
  readonly done: Greenlet[] = [];
  waiter: Continuation | null = null;
  readonly #list: readonly Greenlet[];
  readonly #count: number;
  readonly #raise: boolean;
  #isOver = false;
  #failure: Greenlet | null = null;

  constructor(list: readonly Greenlet[], count: number, raise: boolean) {
    this.#list = list;
    this.#count = count;
    this.#raise = raise;
    this.#isOver = count === 0;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  ended(greenlet: Greenlet): void {
    if (this.#isOver) return;
    this.done.push(greenlet);
    if (this.#raise && !greenlet.successful()) this.#failure = greenlet;
    if (this.#failure === null && this.done.length < this.#count) return;
    this.#letGo();
    if (this.waiter !== null) this.deliver(this.waiter);
  }

  deliver(waiter: Continuation): void {
    if (this.#failure === null) wake(waiter, this.done);
    else wakeError(waiter, this.#failure.exception);
  }

  forget(): void {
    this.#letGo();
  }

  /** Those that go on are not to keep it. */
  #letGo(): void {
    this.#isOver = true;
    for (const g of this.#list) if (!g.dead) g.unobserve((one) => one instanceof Entry && one.all === this);
  }

  describe(): string {
    return `the end of ${this.#count - this.done.length} of ${this.#list.length} greenlets`;
  }

  /** With `count` any of them can end the wait, without it all have to end: the last one does. */
  holders(): Continuation[] {
    return this.#list.filter((g) => !g.dead);
  }

  timedOut(waiter: Continuation): void {
    waiter.wakeValue = this.done;
    waiter.wakeFailed = false;
  }
}

/** One entry of the list. */
class Entry extends Observer {
  readonly all: JoinAll;

  constructor(all: JoinAll) {
    super();
    this.all = all;
  }

  ended(greenlet: Greenlet): void {
    this.all.ended(greenlet);
  }
}

/**
 * Blocks until all greenlets of the list are over, or `count` of them, or the timeout has passed, and returns those that
 * are over, in the order in which they ended. With `raiseErrors` the first failure is thrown instead. Counts as observing
 * their failures. Throws GS_BAD_ARGUMENT.
 *
 * @example
 * const done = await joinAll([spawn(function* () { yield sleep(9); return 'b' }), spawn(() => 'a')]);
 * console.log(done.map((g) => g.value)); // prints [ 'a', 'b' ]
 */
// biome-ignore lint/suspicious/noExplicitAny: Greenlet[], or a promise of it in main and async bodies
export function joinAll(greenlets: Iterable<Greenlet>, options: JoinAllOptions = {}): any {
  const list = listOf(greenlets);
  const { timeout, count = list.length, raiseErrors = false } = options;
  checkTimeout('joinAll', timeout);
  if (!Number.isInteger(count) || count < 0) throw badArgument('joinAll', 'count is a whole number from 0', count);
  const all = new JoinAll(list, Math.min(count, list.length), raiseErrors);
  const waiter = list.every((g) => g.dead) || all.isOver ? null : beginWait('joinAll');
  for (const g of list) g.observe(new Entry(all));
  if (waiter === null) return finished(all);
  park(waiter, REASON.JOIN, all, timeout);
  if (all.isOver) all.deliver(waiter);
  else all.waiter = waiter;
  return suspend(waiter);
}

/** Nobody to wait for. */
function finished(all: JoinAll): unknown {
  const waiter = beginWait('joinAll');
  park(waiter, REASON.JOIN, null);
  all.deliver(waiter);
  return suspend(waiter);
}

function listOf(greenlets: Iterable<Greenlet>): Greenlet[] {
  if (typeof greenlets !== 'object' || greenlets === null || !(Symbol.iterator in greenlets)) {
    throw badArgument('joinAll', 'expected an array or another iterable of greenlets', greenlets);
  }
  const list = [...greenlets];
  for (const g of list) checkGreenlet('joinAll', g);
  return list;
}
