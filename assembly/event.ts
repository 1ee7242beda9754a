// An event: set or not, and those who wait for it.
//
//      0 isSet    u32
//      4 waiting         head, tail; empty while it is set

import { Greenlet } from './records';
import { GRANTED } from './states';
import * as parking from './park';
import * as slab from './slab';
import { Queue, dequeue, enqueue } from './wait-queue';

@unmanaged
export class Event {
  isSet: bool;
  head: usize;
  tail: usize;

  get waiting(): Queue {
    return changetype<Queue>(changetype<usize>(this) + offsetof<Event>('head'));
  }
}

function at(ptr: usize): Event {
  return changetype<Event>(ptr);
}

export function make(): usize {
  const ptr = slab.take(offsetof<Event>());
  memory.fill(ptr, 0, offsetof<Event>());
  return ptr;
}

/** False while somebody waits. */
export function destroy(ptr: usize): bool {
  if (at(ptr).head != 0) return false;
  slab.give(ptr, offsetof<Event>());
  return true;
}

export function set(ptr: usize): void {
  const e = at(ptr);
  e.isSet = true;
  for (let g: Greenlet | null = dequeue(e.waiting); g != null; g = dequeue(e.waiting)) parking.wake(g, GRANTED);
}

export function clear(ptr: usize): void {
  at(ptr).isSet = false;
}

export function isSet(ptr: usize): bool {
  return at(ptr).isSet;
}

/** True: it is set. False: `g` is in the queue and has to park. */
export function wait(ptr: usize, g: Greenlet): bool {
  const e = at(ptr);
  if (e.isSet) return true;
  enqueue(e.waiting, g);
  return false;
}
