// The greenlet that calls: everything here that parks needs one.

import * as host from '../host';
import * as parking from '../park';
import { Greenlet, current } from '../records';
import * as timers from '../timers';

export function running(): Greenlet {
  const g = current;
  if (g == null) {
    host.cannotPark();
    unreachable(); // it has thrown
  }
  return g!;
}

/** When a wait that begins now ends without having succeeded. */
export function deadlineAfter(ms: f64): f64 {
  return ms == Infinity ? ms : host.now() + ms;
}

/** Parks the running greenlet, with a timer unless the deadline is infinite; the outcome. */
@inline export function parkUntil(deadline: f64, reason: i32): i32 {
  if (deadline != Infinity) timers.setFor(current!, deadline);
  return parking.park(reason);
}
