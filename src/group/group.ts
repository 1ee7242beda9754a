/** Group: greenlets that are looked after together. */
import { REASON } from '../engine/abi.js';
import type { Continuation, WaitingOn } from '../frames/continuation.js';
import { type Body, checkBody, type Result } from '../greenlet/body.js';
import { getCurrent } from '../greenlet/current.js';
import { Greenlet } from '../greenlet/greenlet.js';
import { GreenletExit } from '../greenlet/greenlet-exit.js';
import { checkTimeout } from '../greenlet/joining.js';
import { checkVictim, condemn, type KillOptions } from '../greenlet/killing.js';
import { checkGreenlet, joinsItself } from '../greenlet/refusals.js';
import { runInside, type Steps, settled } from '../greenlet/run-inside.js';
import { Observer } from '../hub/observer.js';
import { beginWait, checkMayWait, completed, failed, park, suspend, wake, wakeError } from '../hub/wait.js';
import { IMap, type IMapOptions } from './imap.js';

export interface GroupJoinOptions {
  /** Milliseconds to wait at most. */
  timeout?: number;
  /** Throw the first failure that the group remembers, once all are over. */
  raiseErrors?: boolean;
}

/** As many failed greenlets a group remembers: a pool may live as long as its program. */
const MAX_REMEMBERED = 100;

/** Tells the group of the end of a member. */
class Watch extends Observer {
  readonly #group: Group;

  constructor(group: Group) {
    super();
    this.#group = group;
  }

  ended(greenlet: Greenlet): void {
    this.#group.memberEnded(greenlet);
  }

  override get seesFailures(): boolean {
    return this.#group.isRaising;
  }
}

/**
 * Greenlets that are waited for and ended together. A member leaves the group when it is over.
 *
 * @example
 * const group = new Group();
 * for (const ms of [2, 1]) group.spawn(async () => { await sleep(ms); console.log(ms) });
 * await group.join(); // prints 1, then 2
 */
export class Group implements Iterable<Greenlet>, WaitingOn {
  readonly #members = new Map<Greenlet, Watch>();
  /** Who joins, and whether failures are to be thrown. */
  readonly #joiners = new Map<Continuation, boolean>();
  #failures: Greenlet[] = [];
  /** While `kill` waits: who is added meanwhile is ended, too. */
  #exit: Error | null = null;

  /** A greenlet of this group. Does not switch. Throws GS_NOT_A_FUNCTION. */
  // biome-ignore lint/suspicious/noExplicitAny: a pool's may block, and returns what its body gets
  spawn<F extends Body>(fn: F, ...args: Parameters<F>): any {
    return this.adopt(new Greenlet<Result<F>>(checkBody('group.spawn', fn), args));
  }

  /** Makes a greenlet a member, started or not. Throws GS_BAD_ARGUMENT. */
  // biome-ignore lint/suspicious/noExplicitAny: as spawn
  add(greenlet: Greenlet, _options?: KillOptions): any {
    this.enter(checkGreenlet('group.add', greenlet));
  }

  /** Makes a greenlet a member and starts it. Throws GS_BAD_ARGUMENT, GS_STARTED. */
  // biome-ignore lint/suspicious/noExplicitAny: as spawn
  start(greenlet: Greenlet, _options?: KillOptions): any {
    this.adopt(checkGreenlet('group.start', greenlet));
  }

  /** A member leaves; it goes on. */
  discard(greenlet: Greenlet): void {
    const watch = this.#members.get(greenlet);
    if (watch === undefined) return;
    greenlet._unobserve(watch);
    this.#left(greenlet);
  }

  /** How many members are not over. */
  get size(): number {
    return this.#members.size;
  }

  has(greenlet: Greenlet): boolean {
    return this.#members.has(greenlet);
  }

  [Symbol.iterator](): Iterator<Greenlet> {
    return this.#members.keys();
  }

  /** The members that failed, in the order in which they ended; the first hundred since `join({ raiseErrors: true })`. */
  get failures(): readonly Greenlet[] {
    return this.#failures;
  }

  /**
   * Blocks until no member is left, at most `timeout` ms; true when none is. With `raiseErrors` the first failure, of members
   * that ended before this call too, is thrown then and all are forgotten; else failures that nobody observes are reported.
   * Throws GS_BAD_ARGUMENT, GS_JOIN_SELF (a member waits for itself).
   */
  // biome-ignore lint/suspicious/noExplicitAny: boolean, or a promise of it in main and async bodies
  join({ timeout, raiseErrors = false }: GroupJoinOptions = {}): any {
    checkTimeout('group.join', timeout);
    this.#refuseSelf('group.join');
    if (this.#members.size === 0) return this.#finished(raiseErrors);
    const waiter = beginWait('group.join');
    park(waiter, REASON.JOIN, this, timeout);
    this.#joiners.set(waiter, raiseErrors);
    return suspend(waiter);
  }

  #finished(raiseErrors: boolean): unknown {
    const failure = raiseErrors ? this.#takeFailure() : undefined;
    return failure === undefined ? completed('group.join', true) : failed('group.join', failure.exception);
  }

  #takeFailure(): Greenlet | undefined {
    const [first] = this.#failures;
    this.#failures = [];
    return first;
  }

  /**
   * Ends all members, as `kill` of a greenlet does. Blocks until none is left (those that are added meanwhile are ended,
   * too), unless `block: false`; true when none is. Throws GS_BAD_ARGUMENT, GS_JOIN_SELF.
   */
  // biome-ignore lint/suspicious/noExplicitAny: boolean, or a promise of it in main and async bodies
  kill(error: Error = new GreenletExit(), { block = true, timeout }: KillOptions = {}): any {
    checkTimeout('group.kill', timeout);
    for (const greenlet of this.#members.keys()) checkVictim('group.kill', greenlet, error);
    if (block) this.#refuseSelf('group.kill');
    for (const greenlet of [...this.#members.keys()]) condemn(greenlet, error);
    if (!block) return this.#members.size === 0;
    if (this.#members.size > 0) this.#exit = error;
    return this.join(timeout === undefined ? {} : { timeout });
  }

  #refuseSelf(api: string): void {
    const current = getCurrent();
    if (this.#members.has(current)) throw joinsItself(api, current);
  }

  /** Blocks for `fn(...args)` in a greenlet of the group, and ends with its result. Throws what it throws. */
  // biome-ignore lint/suspicious/noExplicitAny: the result, or a promise of it in main and async bodies
  apply<F extends Body>(fn: F, ...args: Parameters<F>): any {
    checkBody('group.apply', fn);
    return runInside('group.apply', () => this.#applied(fn, args as never));
  }

  *#applied<F extends Body>(fn: F, args: Parameters<F>): Steps {
    const greenlet = yield* settled<Greenlet>(this.spawn(fn, ...args));
    return yield* settled(greenlet.get());
  }

  /**
   * Calls `fn(item)` for every item, each in a greenlet of the group, and blocks for the results; they are in the order of
   * the items. The first failure (in that order) is thrown; no more are started then, those under way go on.
   */
  // biome-ignore lint/suspicious/noExplicitAny: an array, or a promise of it in main and async bodies
  map<T>(fn: (item: T) => unknown, items: Iterable<T> | AsyncIterable<T>): any {
    checkMayWait('group.map'); // before anything is begun
    const flow = this.imap(fn, items);
    return runInside('group.map', function* (): Steps {
      const results: unknown[] = [];
      try {
        for (;;) {
          const step = yield* settled<IteratorResult<unknown>>(flow.next());
          if (step.done) return results;
          results.push(step.value);
        }
      } finally {
        flow.return();
      }
    });
  }

  /**
   * An iterator over the results of `fn(item)`, in the order of the items; its `next()` blocks. Items are taken as there is
   * room: in the pool, and with `maxSize` for that many results that nobody has fetched yet. An item that failed throws and
   * ends the iteration. Does not switch itself. Throws GS_NOT_A_FUNCTION, GS_BAD_ARGUMENT.
   */
  imap<T>(fn: (item: T) => unknown, items: Iterable<T> | AsyncIterable<T>, options: IMapOptions = {}): IMap<T> {
    return new IMap('imap', this, fn, items, options, true);
  }

  /** As `imap`, but the results come in the order in which they are ready. */
  imapUnordered<T>(
    fn: (item: T) => unknown,
    items: Iterable<T> | AsyncIterable<T>,
    options: IMapOptions = {},
  ): IMap<T> {
    return new IMap('imapUnordered', this, fn, items, options, false);
  }

  /** @internal */
  adopt(greenlet: Greenlet): unknown {
    greenlet.start();
    this.enter(greenlet);
    return greenlet;
  }

  /** @internal */
  enter(greenlet: Greenlet): void {
    if (greenlet.dead || this.#members.has(greenlet)) return;
    const watch = new Watch(this);
    this.#members.set(greenlet, watch);
    greenlet._observe(watch);
    if (this.#exit !== null) condemn(greenlet, this.#exit);
  }

  /** @internal Somebody waits who will be thrown a failure. */
  get isRaising(): boolean {
    for (const raises of this.#joiners.values()) if (raises) return true;
    return false;
  }

  /** @internal */
  memberEnded(greenlet: Greenlet): void {
    if (!greenlet.successful() && this.#failures.length < MAX_REMEMBERED) this.#failures.push(greenlet);
    this.#left(greenlet);
  }

  #left(greenlet: Greenlet): void {
    this.#members.delete(greenlet);
    this.hasRoom();
    if (this.#members.size > 0) return;
    this.#exit = null;
    const failure = this.isRaising ? this.#takeFailure() : undefined;
    for (const [waiter, raises] of this.#joiners) {
      if (raises && failure !== undefined) wakeError(waiter, failure.exception);
      else wake(waiter, true);
    }
    this.#joiners.clear();
  }

  /** @internal A member has left. */
  hasRoom(): void {}

  forget(waiter: Continuation): void {
    this.#joiners.delete(waiter);
    if (this.#joiners.size === 0) this.#exit = null;
  }

  timedOut(waiter: Continuation): void {
    waiter._wakeValue = false;
    waiter._wakeFailed = false;
  }

  describe(): string {
    return `join of a group (${this.#members.size} left)`;
  }

  holders(): Iterable<Continuation> {
    return this.#members.keys();
  }
}
