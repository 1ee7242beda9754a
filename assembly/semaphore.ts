// A semaphore: permits, and those who wait for one.
//
//      0 count    i32    free permits; above 0 only when nobody waits (invariant 10)
//      4 waiting         head, tail
//     12 nGranted i32    permits handed to greenlets that have not run since
//
// A permit is handed to the first waiter itself, so nobody can overtake it.

import { Greenlet } from './records';
import { GRANTED, HAS_PERMIT } from './states';
import * as parking from './park';
import * as slab from './slab';
import { Queue, dequeue, enqueue } from './wait-queue';

@unmanaged
export class Semaphore {
  count: i32;
  head: usize;
  tail: usize;
  nGranted: i32;

  get waiting(): Queue {
    return changetype<Queue>(changetype<usize>(this) + offsetof<Semaphore>('head'));
  }
}

function at(ptr: usize): Semaphore {
  return changetype<Semaphore>(ptr);
}

export function make(nPermits: i32): usize {
  const ptr = slab.take(offsetof<Semaphore>());
  memory.fill(ptr, 0, offsetof<Semaphore>());
  at(ptr).count = nPermits;
  return ptr;
}

/** False while somebody waits or has a permit that it was handed and has not seen. */
export function destroy(ptr: usize): bool {
  const s = at(ptr);
  if (s.head != 0 || s.nGranted != 0) return false;
  slab.give(ptr, offsetof<Semaphore>());
  return true;
}

/** True: got a permit. False: `g`, if any, is in the queue and has to park. */
export function acquire(ptr: usize, g: Greenlet | null): bool {
  const s = at(ptr);
  if (s.count > 0) {
    s.count--;
    return true;
  }
  if (g != null) enqueue(s.waiting, g);
  return false;
}

export function release(ptr: usize, nPermits: i32): void {
  const s = at(ptr);
  for (; nPermits > 0; nPermits--) {
    const g = dequeue(s.waiting);
    if (g == null) {
      s.count += nPermits;
      return;
    }
    s.nGranted++;
    g.queue = ptr;
    g.flags |= HAS_PERMIT;
    parking.wake(g, GRANTED);
  }
}

/** Who was handed a permit will never see it. */
export function handOn(ptr: usize): void {
  at(ptr).nGranted--;
  release(ptr, 1);
}

/** Who was handed a permit runs. */
export function accept(ptr: usize): void {
  at(ptr).nGranted--;
}

export function count(ptr: usize): i32 {
  return at(ptr).count;
}
