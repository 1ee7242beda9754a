// Making and ending greenlets from AssemblyScript.

import * as joins from '../join';
import * as life from '../life';
import { unwind } from '../greenspool';
import * as parking from '../park';
import { current, find } from '../records';
import { JOIN } from '../reasons';
import { GRANTED } from '../states';

/** A greenlet's id. It stays good to ask with after the greenlet is dead, and never means another one. */
export type Greenlet = u64;

/** Calls `fn(arg)` in a new greenlet, which runs when its turn comes. Does not switch. */
export function spawn<A>(fn: (arg: A) => void, arg: A): Greenlet {
  const g = life.spawnWasm(<i32>fn.index, <usize>arg);
  return g == null ? 0 : g.id;
}

/** Waits for its end. True: its body returned. False: it was killed or failed. Of one that was dead already: true. */
export function join(id: Greenlet): bool {
  if (!joins.enqueue(current!, id)) return true;
  return parking.park(JOIN) == GRANTED;
}

/** Ends a greenlet at once: its frames are dropped and never run again. One that kills itself does not return from this. */
export function kill(id: Greenlet): void {
  const g = find(id);
  if (g == null) return;
  if (g == current) unwind(); // without having parked: the run loop ends it
  else life.kill(g);
}

/** The id of the running greenlet, 0 outside of one. */
export function getCurrent(): Greenlet {
  const g = current;
  return g == null ? 0 : g.id;
}
