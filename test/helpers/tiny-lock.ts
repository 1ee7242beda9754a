/** A lock made of park and wake alone, as small as one can be that names its owner: for tests of the wait-for graph. */
import { type Greenlet, getCurrent } from 'greenspool';
import { REASON } from '../../build/engine/abi.js';
import type { Continuation, WaitingOn } from '../../build/frames/continuation.js';
import { StandIn } from '../../build/hub/stand-in.js';
import { beginWait, park, suspend, wake } from '../../build/hub/wait.js';

export class TinyLock implements WaitingOn {
  owner: Continuation | null = null;
  readonly #name: string;
  readonly #waiters: Continuation[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /** True, or false when it took too long; in main and async bodies a promise of that. */
  acquire(timeout?: number): unknown {
    const waiter = beginWait('acquire');
    const isFree = this.owner === null;
    park(waiter, REASON.JOIN, isFree ? null : this, isFree ? undefined : timeout);
    if (isFree) {
      this.owner = getCurrent();
      wake(waiter, true);
    } else this.#waiters.push(waiter);
    return suspend(waiter);
  }

  release(): void {
    const next = this.#waiters.shift();
    this.owner = next instanceof StandIn ? next.owner : (next ?? null);
    if (next !== undefined) wake(next, true);
  }

  forget(waiter: Continuation): void {
    const at = this.#waiters.indexOf(waiter);
    if (at >= 0) this.#waiters.splice(at, 1);
  }

  timedOut(waiter: Continuation): void {
    (waiter as unknown as { _wakeValue: unknown })._wakeValue = false; // @internal, so not in the published types
  }

  describe(): string {
    return `Lock ${this.#name}`;
  }

  holders(): Continuation[] {
    return this.owner === null ? [] : [this.owner];
  }
}

/** Parks the caller on something whose holders the test decides; `timeout` in ms. */
export function parkOn(holders: undefined | (() => Continuation[]), timeout?: number): unknown {
  const waiter = beginWait('test');
  park(waiter, REASON.JOIN, holders === undefined ? { forget() {} } : { forget() {}, holders }, timeout);
  return suspend(waiter);
}

/** A greenlet as the layers below see it. */
export const asContinuation = (g: Greenlet): Continuation => g as unknown as Continuation;
