/**
 * Atomics.wait, which parks the greenlet in place of the thread.
 *
 *     compared, by the original with no time to wait ──differs, or no time──▶ 'not-equal', 'timed-out': at once
 *        └──equal──▶ parked; a waiter of the host (Atomics.waitAsync) stands in the list of that place
 *                       ├──notified──────▶ 'ok'
 *                       ├──alarm─────────▶ 'timed-out'
 *                       └──kill, timeout─▶ the waiter of the host stays until its own time is over, as nothing removes one
 * A1: Whoever is notified and does not wait any more passes the notification on to the next in the list: none is lost.
 * A2: The alarm, and not the timer of the host's waiter, keeps the process alive, as the blocked thread would. A wait without
 *     a limit does not: when nothing is left that could notify, it is a deadlock, which is told.
 */
import { type Done, waitForCallback } from '../greenlet/callback-wait.js';
import { type Alarm, type AlarmHandle, clearAlarm, setAlarm } from '../hub/alarms.js';
import { completed } from '../hub/wait.js';
import type { Patch } from './patch.js';

type Outcome = 'ok' | 'timed-out' | 'not-equal';
type Shared = Int32Array;

/** In Node since 16; the types that we build with do not have it. */
interface Waiting {
  waitAsync?(
    array: Shared,
    index: number,
    value: number,
    timeout: number,
  ): { async: false; value: Outcome } | { async: true; value: Promise<Outcome> };
}

const LABEL = 'Atomics.wait';
const { notify } = Atomics;
const { waitAsync } = Atomics as Waiting;

class AtomicWait implements Alarm {
  readonly #array: Shared;
  readonly #index: number;
  readonly #done: Done<Outcome>;
  #alarm: AlarmHandle | null = null;
  #isOver = false;

  constructor(array: Shared, index: number, done: Done<Outcome>) {
    this.#array = array;
    this.#index = index;
    this.#done = done;
  }

  begin(value: number, ms: number): void {
    const waiting = waitAsync?.(this.#array, this.#index, value, ms);
    if (!waiting?.async) {
      this.#end(waiting?.value ?? 'timed-out');
      return;
    }
    if (ms < Number.POSITIVE_INFINITY) this.#alarm = setAlarm(this, ms);
    void waiting.value.then((outcome) => this.#came(outcome));
  }

  #came(outcome: Outcome): void {
    if (!this.#isOver) this.#end(outcome);
    else if (outcome === 'ok') this.passOn();
  }

  #end(outcome: Outcome): void {
    this.leave();
    this.#done(null, outcome);
  }

  rang(): void {
    this.#alarm = null;
    this.#end('timed-out');
  }

  leave(): void {
    this.#isOver = true;
    if (this.#alarm !== null) clearAlarm(this.#alarm);
    this.#alarm = null;
  }

  /** A1 */
  passOn(): void {
    notify(this.#array, this.#index, 1);
  }
}

/** As the standard reads it. */
function limitOf(timeout: unknown): number {
  const ms = timeout === undefined ? Number.NaN : +(timeout as number); // not Number(): it takes bigints, too
  return Number.isNaN(ms) ? Number.POSITIVE_INFINITY : Math.max(ms, 0);
}

const wait: Patch = {
  holder: Atomics,
  name: 'wait',
  label: LABEL,
  mayTakeLong: true,
  cooperative: (original) => (array: Shared, index: number, value: number, timeout: unknown) => {
    const now: Outcome = original(array, index, value, 0); // checks the arguments, too
    const ms = limitOf(timeout);
    if (now === 'not-equal' || ms === 0) return completed(LABEL, now);
    let waiting: AtomicWait | null = null;
    return waitForCallback<Outcome>(LABEL, {
      about: `a notification${ms === Number.POSITIVE_INFINITY ? '' : `, at most ${ms} ms`}`,
      begin(done) {
        waiting = new AtomicWait(array, index, done);
        waiting.begin(value, ms);
        return () => waiting?.leave();
      },
      unwanted: (outcome) => outcome === 'ok' && waiting?.passOn(),
      instead: () => original(array, index, value, timeout),
    });
  },
};

/** None where the host has no waitAsync: then it blocks as ever. */
export const atomicsPatches: readonly Patch[] = waitAsync === undefined ? [] : [wait];
