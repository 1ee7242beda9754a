// After a trap or a foreign exception: it left the native stack without passing the run loop, so what the run loop
// would have put right is put right here. Everything else is in memory and whole (invariant 12).

import { abandon } from './greenspool';
import { end } from './life';
import { current } from './records';
import * as shadow from './shadow';
import * as slab from './slab';
import { BY_NO_MEMORY, BY_TRAP, Slot } from './states';

/** Ends the wasm greenlet that was running; its slot, which is free then. 0 when it was somebody else, who stays current. */
export function recover(): Slot {
  const how = slab.isAllocating() ? BY_NO_MEMORY : BY_TRAP;
  slab.clearAllocating();
  abandon();
  shadow.leaveGreenlet();
  const g = current;
  if (g == null || g.isOfHost) return 0;
  const slot = g.slot;
  end(g, how);
  return slot;
}
