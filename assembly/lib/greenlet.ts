// Making and ending greenlets from AssemblyScript.

import * as joins from '../join';
import * as life from '../life';
import { unwind } from '../greenspool';
import { current, find } from '../records';
import { JOIN } from '../reasons';
import { GRANTED, HOLDS_ARGUMENT, TIMED_OUT, WOKEN } from '../states';
import { parkUntil } from './blocking';
import { deadlineAfter, running } from './running';

/** A greenlet's id. It can be asked with after the greenlet is dead, and never means another one. */
export type Greenlet = u64;

/** An argument that does not fit into a word of the stack. */
class Wide<A> {
  constructor(
    public fn: i32,
    public arg: A,
  ) {}
}

/**
 * Calls `fn(arg)` in a new greenlet, which runs when its turn comes. Does not switch. Traps when there are 4 million
 * greenlets. (The compiler takes A from the second argument: `spawn<usize>(body, 0)` when a literal would mislead it.)
 */
export function spawn<A>(fn: (arg: A) => void, arg: A): Greenlet {
  if (isReference<A>()) return started(fn.index, changetype<usize>(arg), isManaged<A>());
  if (isInteger<A>() && sizeof<A>() == 4) return started(fn.index, <usize>arg, false);
  const entry = (ptr: usize): void => {
    const wide = changetype<Wide<A>>(ptr);
    call_indirect(<u32>wide.fn, wide.arg);
  };
  return started(entry.index, changetype<usize>(new Wide<A>(fn.index, arg)), true);
}

export function started(fn: i32, arg: usize, isObject: bool): Greenlet {
  const g = life.spawnWasm(fn, arg);
  if (g == null) throw new Error('greenspool: there are too many greenlets');
  if (isObject) g.traits |= HOLDS_ARGUMENT;
  return g.id;
}

/** Waits for its end, `timeoutMs` at most. True: it is dead. False: the time is over. Switches, unless it was dead. */
export function join(id: Greenlet, timeoutMs: f64 = Infinity): bool {
  return waitFor(id, timeoutMs) != TIMED_OUT;
}

/** The outcome of waiting for its end; GRANTED when it is dead already. */
export function waitFor(id: Greenlet, timeoutMs: f64): i32 {
  const deadline = deadlineAfter(timeoutMs);
  while (joins.enqueue(running(), id)) {
    const outcome = parkUntil(deadline, JOIN);
    if (outcome != WOKEN) return outcome;
  }
  return GRANTED;
}

/**
 * Ends a greenlet at once: its frames are dropped and never run again. One that kills itself does not return from
 * this. A greenlet of the host cannot be ended from here: nothing happens.
 */
export function kill(id: Greenlet): void {
  const g = find(id);
  if (g == null) return;
  if (g == current)
    unwind(); // without having parked: the run loop ends it
  else life.kill(g);
}

/** The id of the running greenlet, 0 outside of one. */
export function getCurrent(): Greenlet {
  const g = current;
  return g == null ? 0 : g.id;
}
