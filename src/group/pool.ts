/** Pool: a group of limited size; whoever wants to spawn waits for room. */
import { REASON } from '../engine/abi.js';
import { PoolFull } from '../errors/group.js';
import { badArgument } from '../errors/misuse.js';
import { type Continuation, KIND, type WaitingOn } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { type Body, checkBody, type Result } from '../greenlet/body.js';
import { getCurrent } from '../greenlet/current.js';
import { Greenlet } from '../greenlet/greenlet.js';
import { checkTimeout } from '../greenlet/joining.js';
import type { KillOptions } from '../greenlet/killing.js';
import { checkGreenlet } from '../greenlet/refusals.js';
import { beginWait, completed, failed, mustThrow, park, suspend, wake } from '../hub/wait.js';
import { Group } from './group.js';

export interface RoomOptions {
  /** With false, a full pool is a PoolFull at once. */
  block?: boolean;
  /** Milliseconds to wait for room at most; a PoolFull then. */
  timeout?: number;
}

/**
 * In the queue for room: with a greenlet that is to enter, or (waitAvailable) only to know of it. The pool itself lets it in
 * when there is room; so a waiter that dies on its way from there loses nothing and blocks nobody.
 */
interface Pending extends WaitingOn {
  greenlet: Greenlet | null;
  waiter: Continuation | null;
  /** What the waiter is woken with. */
  result(): unknown;
}

/**
 * A group of at most `size` greenlets: who wants to spawn more waits, first come, first served.
 *
 * @example
 * const pool = new Pool(2);
 * console.log(await pool.map(async (n) => { await sleep(n); return n * n }, [3, 2, 1])); // prints [ 9, 4, 1 ]
 */
export class Pool extends Group {
  /** At most so many run at a time. */
  readonly limit: number;
  readonly #queue = new Set<Pending>();
  /** Members that wait in `apply` for one more, which has their place meanwhile. */
  #nLent = 0;

  /** Throws GS_BAD_ARGUMENT for anything but a whole number from 1 (or Infinity). */
  constructor(size = Number.POSITIVE_INFINITY) {
    super();
    if (size !== Number.POSITIVE_INFINITY && !(Number.isInteger(size) && size >= 1)) {
      throw badArgument('new Pool', 'the size is a whole number from 1', size);
    }
    this.limit = size;
  }

  /** How many more can be spawned without waiting. */
  get freeCount(): number {
    return Math.max(0, this.limit + this.#nLent - this.size);
  }

  /** There is no room. */
  full(): boolean {
    return this.freeCount === 0;
  }

  /**
   * A greenlet of this pool. While the pool is full, compiled and generator bodies block, and get the greenlet (`yield
   * pool.spawn(...)`) once it is started. In async code and main a greenlet cannot be awaited without awaiting its result:
   * there it is returned at once, and starts when there is room; `await pool.waitAvailable()` before waits for that.
   * Throws GS_NOT_A_FUNCTION.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the greenlet, in each body's way
  override spawn<F extends Body>(fn: F, ...args: Parameters<F>): any {
    const greenlet = new Greenlet<Result<F>>(checkBody('pool.spawn', fn), args);
    const { current } = machine;
    if (current._kind !== KIND.MAIN && current._kind !== KIND.ASYNC)
      return this.#admit('spawn', greenlet, greenlet, {});
    if (this.#hasRoom) this.#letIn(greenlet);
    else this.#queue.add({ greenlet, waiter: null, result() {}, forget() {} });
    return greenlet;
  }

  /** Blocks for room, makes a greenlet a member and starts it. Throws PoolFull (GS_POOL_FULL), GS_BAD_ARGUMENT, GS_STARTED. */
  // biome-ignore lint/suspicious/noExplicitAny: undefined, or a promise of it in main and async bodies
  override start(greenlet: Greenlet, options: RoomOptions = {}): any {
    return this.#admit('start', checkGreenlet('pool.start', greenlet), undefined, options);
  }

  /** The same for one that may be started already. */
  // biome-ignore lint/suspicious/noExplicitAny: as start
  override add(greenlet: Greenlet, options: RoomOptions = {}): any {
    return this.#admit('add', checkGreenlet('pool.add', greenlet), undefined, options);
  }

  /** Blocks until there is room, at most `timeout` ms; how much there is (0: the time was over). Takes nothing. */
  // biome-ignore lint/suspicious/noExplicitAny: a number, or a promise of it in main and async bodies
  waitAvailable(timeout?: number): any {
    checkTimeout('pool.waitAvailable', timeout);
    if (this.#hasRoom || mustThrow(machine.current)) return completed('waitAvailable', this.freeCount);
    const result = () => this.freeCount;
    return this.#lineUp('waitAvailable', { greenlet: null, result }, timeout, (waiter) => {
      waiter._wakeValue = 0;
      waiter._wakeFailed = false;
    });
  }

  /** Ends all members, and those that wait for room without a greenlet having started. */
  // biome-ignore lint/suspicious/noExplicitAny: boolean, or a promise of it in main and async bodies
  override kill(error?: Error, options?: KillOptions): any {
    for (const { greenlet } of this.#queue) if (greenlet !== null) this.enter(greenlet);
    return super.kill(error, options);
  }

  /** As in a group; a member of a full pool lends its place to the greenlet that it waits for. */
  // biome-ignore lint/suspicious/noExplicitAny: the result, or a promise of it in main and async bodies
  override apply<F extends Body>(fn: F, ...args: Parameters<F>): any {
    if (!this.full() || !this.has(getCurrent())) return super.apply(fn, ...args);
    const greenlet = new Greenlet(checkBody('pool.apply', fn), args);
    this.#nLent++;
    this.#letIn(greenlet);
    greenlet.link({ linked: () => this.#giveBack() });
    return greenlet.get();
  }

  #giveBack(): void {
    this.#nLent--;
  }

  /** Those in the queue come first. */
  get #hasRoom(): boolean {
    return this.#queue.size === 0 && this.freeCount > 0;
  }

  #admit(call: string, greenlet: Greenlet, result: unknown, { block = true, timeout }: RoomOptions): unknown {
    checkTimeout(`pool.${call}`, timeout);
    if (mustThrow(machine.current)) return completed(call, result);
    if (this.#hasRoom) {
      this.#letIn(greenlet);
      return completed(call, result);
    }
    if (!block || timeout === 0) return failed(call, new PoolFull(call, this.limit));
    return this.#lineUp(call, { greenlet, result: () => result }, timeout, (waiter) => {
      waiter._wakeValue = new PoolFull(call, this.limit);
      waiter._wakeFailed = true;
    });
  }

  #lineUp(
    call: string,
    wanted: Pick<Pending, 'greenlet' | 'result'>,
    timeout: number | undefined,
    timedOut: (waiter: Continuation) => void,
  ): unknown {
    const waiter = beginWait(call);
    const pending: Pending = {
      ...wanted,
      waiter,
      forget: () => this.#queue.delete(pending),
      timedOut,
      describe: () => `room in a pool of ${this.limit}`,
      holders: () => this,
    };
    park(waiter, REASON.JOIN, pending, timeout);
    this.#queue.add(pending);
    return suspend(waiter);
  }

  #letIn(greenlet: Greenlet): void {
    if (!greenlet.started && greenlet._slot === 0) greenlet.start();
    this.enter(greenlet);
  }

  /** @internal Lets in who waits, in turn. */
  override hasRoom(): void {
    for (const pending of this.#queue) {
      if (this.freeCount === 0) return;
      this.#queue.delete(pending);
      if (pending.greenlet !== null) this.#letIn(pending.greenlet);
      if (pending.waiter !== null) wake(pending.waiter, pending.result());
    }
  }
}
