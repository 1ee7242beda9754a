/**
 * Maps a stream of items through greenlets of a group. A greenlet of its own, the feeder, takes the items and spawns; so the
 * group may make it wait (a full pool), and so may the items (another imap, a generator that blocks, an async iterable).
 *
 *     items ──feeder──▶ greenlets of the group ──▶ put in order (imap) ──▶ Outlet ──next()──▶ consumer
 *               ▲ waits while `maxSize` items are under way or not fetched          │
 *               └────────────────────────────────────── taken ─────────────────────┘
 */
import { REASON } from '../engine/abi.js';
import { badArgument } from '../errors/misuse.js';
import { isThenable } from '../frames/body-frame.js';
import type { Continuation, WaitingOn } from '../frames/continuation.js';
import { type Body, checkBody } from '../greenlet/body.js';
import { Greenlet } from '../greenlet/greenlet.js';
import { GreenletExit } from '../greenlet/greenlet-exit.js';
import { condemn } from '../greenlet/killing.js';
import { Outlet } from '../greenlet/outlet.js';
import { settled } from '../greenlet/run-inside.js';
import { Observer } from '../hub/observer.js';
import { beginWait, park, suspend, wake } from '../hub/wait.js';

export interface IMapOptions {
  /** How many items may be under way or ready and not fetched; no limit when it is not given. */
  maxSize?: number;
}

/** What imap needs of a group. */
interface Spawner {
  spawn(fn: Body, ...args: unknown[]): unknown;
}

type Source = { next(): unknown; return?(): unknown };

/** Waits for the result of one item. */
class Task extends Observer {
  readonly #done: (greenlet: Greenlet) => void;

  constructor(done: (greenlet: Greenlet) => void) {
    super();
    this.#done = done;
  }

  ended(greenlet: Greenlet): void {
    this.#done(greenlet);
  }
}

export class IMap<T> extends Outlet<unknown> {
  readonly #group: Spawner;
  readonly #fn: Body;
  readonly #items: Source;
  readonly #maxSize: number;
  readonly #isOrdered: boolean;
  readonly #feeder: Greenlet;
  /** Ended before those in front of them; by index. */
  readonly #early = new Map<number, Greenlet>();
  #nStarted = 0;
  #nPassed = 0;
  #nTaken = 0;
  #isFed = false;
  #waiting: Continuation | null = null;

  /** @internal use `group.imap` */
  constructor(
    api: string,
    group: Spawner,
    fn: (item: T) => unknown,
    items: Iterable<T> | AsyncIterable<T>,
    { maxSize = Number.POSITIVE_INFINITY }: IMapOptions,
    isOrdered: boolean,
  ) {
    super(api);
    if (typeof maxSize !== 'number' || !(maxSize >= 1)) throw badArgument(api, 'maxSize is a number from 1', maxSize);
    this.#group = group;
    this.#fn = checkBody(api, fn);
    this.#items = sourceOf(api, items);
    this.#maxSize = maxSize;
    this.#isOrdered = isOrdered;
    this.#feeder = new Greenlet(() => this.#feed());
    this.#feeder.name = `feeder of ${api}`;
    this.#feeder.start();
  }

  *#feed(): Generator<unknown, void, never> {
    try {
      for (;;) {
        if (this.#nStarted - this.#nTaken >= this.#maxSize) yield this.#room();
        const item = this.#items.next();
        const step = yield* settled<IteratorResult<T>>(promised(item) ? yield item : item);
        if (step.done) break;
        this.#started(yield* settled<Greenlet>(this.#group.spawn(this.#fn, step.value)));
      }
      this.#isFed = true;
      this.#endIfDone();
    } catch (error) {
      this.#isFed = true;
      this.fail(error); // if somebody has killed the feeder, whoever waits for results gets that exit
    }
  }

  /** Blocks the feeder until somebody has taken a result. */
  #room(): unknown {
    const waiter = beginWait('imap');
    const room: WaitingOn = {
      forget: () => {
        this.#waiting = null;
      },
      describe: () => `results of imap that nobody fetches (maxSize ${this.#maxSize})`,
    };
    park(waiter, REASON.JOIN, room);
    this.#waiting = waiter;
    return suspend(waiter);
  }

  #started(greenlet: Greenlet): void {
    const index = this.#nStarted++;
    greenlet._observe(new Task((ended) => this.#ended(index, ended)));
  }

  #ended(index: number, greenlet: Greenlet): void {
    if (!this.#isOrdered) this.#pass(greenlet);
    else {
      this.#early.set(index, greenlet);
      for (let next = this.#early.get(this.#nPassed); next !== undefined; next = this.#early.get(this.#nPassed)) {
        this.#early.delete(this.#nPassed);
        this.#pass(next);
      }
    }
    this.#endIfDone();
  }

  #pass(greenlet: Greenlet): void {
    this.#nPassed++;
    if (greenlet.successful()) this.put(greenlet.value);
    else this.fail(greenlet._failedWith);
  }

  #endIfDone(): void {
    if (this.#isFed && this.#nPassed === this.#nStarted) this.end();
  }

  override taken(): void {
    this.#nTaken++;
    const waiter = this.#waiting;
    this.#waiting = null;
    if (waiter !== null) wake(waiter, undefined);
  }

  override closed(): void {
    if (this.#isFed || this.#feeder.dead) return;
    this.#isFed = true;
    condemn(this.#feeder, new GreenletExit('nobody fetches the results'));
    this.#items.return?.();
  }
}

function sourceOf(api: string, items: unknown): Source {
  const given = Object(items) as { [Symbol.iterator]?(): unknown; [Symbol.asyncIterator]?(): unknown };
  // an iterator of ours is both, and its async form can be opened anywhere
  if (typeof given[Symbol.asyncIterator] === 'function') return given[Symbol.asyncIterator]?.() as Source;
  if (typeof given[Symbol.iterator] === 'function') return given[Symbol.iterator]?.() as Source;
  throw badArgument(api, 'expected an array or another iterable', items);
}

function promised(step: unknown): boolean {
  return typeof step === 'object' && step !== null && isThenable(step);
}
