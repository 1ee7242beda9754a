// The blocking calls that concern nobody else. All of them switch away; called outside a greenlet they trap.

import * as host from '../host';
import * as parking from '../park';
import { current, find } from '../records';
import { PARK, SLEEP } from '../reasons';
import { WOKEN } from '../states';
import * as timers from '../timers';

/** Parks until somebody calls `wake` for this greenlet; what they handed over. A wake that came before ends it at once. */
export function park(): u64 {
  parking.park(PARK);
  return current!.value;
}

/** Makes a parked greenlet ready and hands it `value`; it runs when its turn comes. While it runs, its next park returns at once. False: it is dead, or ready already. */
export function wake(id: u64, value: u64 = 0): bool {
  const g = find(id);
  if (g == null || !parking.wake(g, WOKEN)) return false;
  g.value = value;
  return true;
}

/** Lets `ms` milliseconds pass; 0 lets the others that are ready run first. */
export function sleep(ms: f64): void {
  if (ms <= 0) {
    parking.yieldNow();
    return;
  }
  timers.setFor(current!, host.now() + ms);
  parking.park(SLEEP);
}

/** Lets the others that are ready run first. */
export function yieldNow(): void {
  parking.yieldNow();
}
