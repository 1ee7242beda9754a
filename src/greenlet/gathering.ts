/**
 * Waits for many things at once: notes what becomes ready, in that order, and wakes one waiter when there are enough.
 * When it is over, everything that is not ready is told to forget it, so what goes on does not keep it.
 */
import { REASON } from '../engine/abi.js';
import { badArgument } from '../errors/misuse.js';
import { Continuation, type WaitingOn } from '../frames/continuation.js';
import { Observer, type Waitable } from '../hub/observer.js';
import { beginWait, completed, failed, park, suspend, wake, wakeError } from '../hub/wait.js';

/** One thing that is waited for: `object` as the caller gave it, `source` what tells us. */
export class Entry extends Observer {
  readonly object: unknown;
  readonly source: Waitable;
  readonly #gathering: Gathering;

  constructor(gathering: Gathering, object: unknown, source: Waitable) {
    super();
    this.#gathering = gathering;
    this.object = object;
    this.source = source;
  }

  ended(): void {
    this.#gathering.arrived(this);
  }

  override get seesFailures(): boolean {
    return this.#gathering.seesFailures;
  }
}

export class Gathering implements WaitingOn {
  readonly ready: unknown[] = [];
  #waiter: Continuation | null = null;
  #entries: Entry[] = [];
  readonly #api: string;
  readonly #nWanted: number;
  #isOver = false;
  #failure: { error: unknown } | null = null;

  constructor(api: string, nWanted: number) {
    this.#api = api;
    this.#nWanted = nWanted;
  }

  /** A failure of what it waits for is seen by whoever waits. */
  get seesFailures(): boolean {
    return false;
  }

  /** The error with which the wait is to end because of this one. */
  failureOf(_entry: Entry): { error: unknown } | null {
    return null;
  }

  /** Watches all of them; those that are ready already count at once. */
  watch(objects: readonly unknown[], sources: readonly Waitable[]): void {
    this.#entries = objects.map((object, i) => new Entry(this, object, sources[i] as Waitable));
    if (this.#nWanted === 0) this.#letGo();
    for (const entry of this.#entries) if (!this.#isOver) entry.source._observe(entry);
  }

  arrived(entry: Entry): void {
    if (this.#isOver) return;
    this.ready.push(entry.object);
    this.#failure = this.failureOf(entry);
    if (this.#failure === null && this.ready.length < this.#nWanted) return;
    this.#letGo();
    const waiter = this.#waiter;
    if (waiter === null) return;
    if (this.#failure === null) wake(waiter, this.ready);
    else wakeError(waiter, this.#failure.error);
  }

  /** Blocks until there are enough; ends with those that are ready, or with the failure. */
  wait(timeout: number | undefined): unknown {
    if (this.#failure !== null) return failed(this.#api, this.#failure.error);
    if (this.#isOver) return completed(this.#api, this.ready);
    try {
      this.#waiter = beginWait(this.#api);
      park(this.#waiter, REASON.JOIN, this, timeout);
    } catch (error) {
      this.#letGo();
      throw error;
    }
    return suspend(this.#waiter);
  }

  #letGo(): void {
    this.#isOver = true;
    for (const entry of this.#entries) entry.source._unobserve(entry);
    this.#entries = [];
  }

  forget(): void {
    this.#letGo();
  }

  timedOut(waiter: Continuation): void {
    waiter._wakeValue = this.ready;
    waiter._wakeFailed = false;
  }

  describe(): string {
    return `${this.#nWanted - this.ready.length} of ${this.#entries.length - this.ready.length} to be ready`;
  }

  /** Those that are not over: the last one that is wanted ends the wait. Anybody may, if there is something else among them. */
  holders(): Continuation[] | undefined {
    const objects = this.#entries.map(({ object }) => object);
    return objects.every(isGreenlet) ? objects.filter((one) => !one.dead) : undefined;
  }
}

/** How many are wanted: all of them when nothing is said, never more than there are. */
export function checkCount(api: string, count: number | undefined, nObjects: number): number {
  if (count === undefined) return nObjects;
  if (!Number.isInteger(count) || count < 0) throw badArgument(api, 'count is a whole number from 0', count);
  return Math.min(count, nObjects);
}

function isGreenlet(object: unknown): object is Continuation {
  return object instanceof Continuation;
}
