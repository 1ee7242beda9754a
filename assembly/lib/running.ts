// The greenlet that calls: everything here that parks needs one.

import * as host from '../host';
import { Greenlet, current } from '../records';

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
