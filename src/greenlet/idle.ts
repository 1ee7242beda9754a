/** Waiting for quiet: until nobody else is ready, or nobody else is alive. */
import { REASON } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import type { Continuation, WaitingOn } from '../frames/continuation.js';
import { kick, macrotask, setQuietHook } from '../hub/hub.js';
import { StandIn } from '../hub/stand-in.js';
import { beginWait, park, suspend, wake } from '../hub/wait.js';

/** Those that wait for one kind of quiet. */
class Quiet implements WaitingOn {
  readonly #waiters = new Set<Continuation>();
  readonly #what: string;

  constructor(what: string) {
    this.#what = what;
  }

  get size(): number {
    return this.#waiters.size;
  }

  /** How many records of the engine they are: an async body that waits has one, and so has its stand-in. */
  get nRecords(): number {
    const owners = new Set<Continuation>();
    for (const waiter of this.#waiters) {
      if (waiter instanceof StandIn && waiter.owner !== null && waiter.owner._slot !== 0) owners.add(waiter.owner);
    }
    return this.#waiters.size + owners.size;
  }

  wait(call: string, timeout?: number): unknown {
    const waiter = beginWait(call);
    park(waiter, REASON.JOIN, this, timeout);
    this.#waiters.add(waiter);
    kick(); // it may be quiet already: a turn will tell
    return suspend(waiter);
  }

  wakeAll(value: unknown): void {
    for (const waiter of this.#waiters) wake(waiter, value);
    this.#waiters.clear();
  }

  forget(waiter: Continuation): void {
    this.#waiters.delete(waiter);
  }

  timedOut(waiter: Continuation): void {
    waiter._wakeValue = [];
    waiter._wakeFailed = false;
  }

  describe(): string {
    return this.#what;
  }
}

const idlers = new Quiet('until the hub is idle');
const last = new Quiet('until all other greenlets are over');
let isAsked = false;

/** A turn of the hub ends, and nobody is ready. */
setQuietHook(() => {
  if (last.size > 0 && engine().nAlive() <= last.nRecords) last.wakeAll([]);
  if (idlers.size === 0 || isAsked) return;
  isAsked = true;
  macrotask(lookAgain);
});

/** The event loop has had its chance: if it has made nobody ready, it is idle. */
function lookAgain(): void {
  isAsked = false;
  if (engine().nReady() === 0) idlers.wakeAll(undefined);
}

/**
 * Blocks until no other greenlet is ready and the event loop has been asked for events once. Throws what a kill or a
 * timeout throws.
 *
 * @example
 * spawn(function* () { yield sleep(0); console.log('first') });
 * await idle();
 * console.log('then'); // prints first, then
 */
// biome-ignore lint/suspicious/noExplicitAny: undefined, or a promise of it in main and async bodies
export function idle(): any {
  return idlers.wait('idle');
}

/** Blocks until all other greenlets are over, and all other waits of main and async code. */
export function waitForOthers(timeout?: number): unknown {
  return last.wait('wait', timeout);
}
