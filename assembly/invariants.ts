// What is always true between two calls into the engine. Code and tests cite these by number.
//
//  Records
//   1  A FREE record is empty: no flags, traits, frames, timer, joiners, value. Every slot below nSlots is either alive or
//      in the free list, and nAlive counts the former.
//   2  A record's slot is its place in the table; its generation is 1 or more.
//  Ready queue
//   3  The ready queue holds exactly the READY greenlets, nReady of them, with links that agree in both directions.
//  Waiting
//   4  A greenlet has the flag WAITING if and only if it is in the wait queue that its record names. It is then PARKED, or
//      on its way to park: RUNNING, or NEW and the host's.
//   5  A greenlet is in at most one queue, and has at most one grant (a permit or an item); with a grant it is READY, or
//      on its way to park with a wake pending.
//   6  A joiner's queue is that of a greenlet which is alive.
//  Timers
//   7  The heap is in order, by deadline and then by the order of setting; the cancelled entries are counted; a record and
//      its timer name each other; nodes are either in the heap or unused.
//  Frames
//   8  block <= top <= limit, block + a size class = limit, and the entries from the top down end exactly at the block.
//      Only a WASM greenlet that has run and is not running has frames.
//  Sharing
//   9  Nothing granted is lost: permits free + granted + taken are constant; the items in a channel and those reserved add up.
//      (The model-based test holds this against a model; it has no form that one walk could check.)
//  10  A semaphore with waiters has no free permit. An event that is set has no waiters. A channel with receivers waiting has no
//      item that is not reserved, one with senders waiting is full, and a closed one has neither.
//  Memory
//  11  The slab's count of the bytes in use is the sum over its classes.
//  12  Allocation comes first: an operation that traps for lack of memory has changed nothing.

import { checkFrames } from './frames';
import * as ready from './ready-queue';
import * as records from './records';
import { Greenlet } from './records';
import { Queue } from './queue';
import * as slab from './slab';
import { FREE, HAS_ITEM, HAS_PERMIT, NEW, PARKED, READY, RUNNING, WAITING, WAKE_PENDING } from './states';
import * as timers from './timers';

/** The number of the first invariant found broken, 0 when all hold. */
export function firstBroken(): i32 {
  let broken = checkRecords();
  if (broken == 0) broken = checkReadyQueue();
  if (broken == 0 && timers.whatIsWrong() != 0) broken = 7;
  if (broken == 0 && slab.countUsed() != slab.bytesUsed()) broken = 11;
  return broken;
}

/** Debug builds, after each call of the ABI. */
export function verify(): void {
  if (isDefined(GS_DEBUG)) {
    if (firstBroken() != 0) unreachable(); // checkInvariants() tells which
  }
}

function checkRecords(): i32 {
  let nAlive = 0;
  for (let slot = 1; slot < records.nSlots(); slot++) {
    const g = records.recordAt(slot);
    if (g.slot != slot || g.generation == 0) return 2;
    if (g.state == FREE) {
      if (!isBlank(g)) return 1;
      continue;
    }
    nAlive++;
    const broken = checkGreenlet(g);
    if (broken != 0) return broken;
  }
  if (nAlive != records.nAlive()) return 1;
  return nAlive + countFree() + 1 == records.nSlots() ? 0 : 1;
}

function isBlank(g: Greenlet): bool {
  return g.flags == 0 && g.traits == 0 && g.block == 0 && g.timer == 0 && g.joinersHead == 0 && g.value == 0;
}

function countFree(): i32 {
  let n = 0;
  let g = records.firstFree();
  while (g != null) {
    n++;
    g = g.next;
  }
  return n;
}

function checkGreenlet(g: Greenlet): i32 {
  const state = g.state;
  if (g.has(WAITING)) {
    if (state != PARKED && !mayPark(g)) return 4;
    if (!contains(changetype<Queue>(g.queue), g)) return 4;
  }
  const grants = g.flags & (HAS_PERMIT | HAS_ITEM);
  if (grants != 0) {
    if (grants == (HAS_PERMIT | HAS_ITEM) || g.has(WAITING)) return 5;
    if (state != READY && !(mayPark(g) && g.has(WAKE_PENDING))) return 5;
  }
  let joiner = g.joiners.head;
  while (joiner != null) {
    if (!joiner.has(WAITING) || joiner.queue != changetype<usize>(g.joiners)) return 6;
    joiner = joiner.next;
  }
  return checkFrames(g) ? 0 : 8;
}

function mayPark(g: Greenlet): bool {
  return g.state == RUNNING || (g.state == NEW && g.isOfHost);
}

function contains(queue: Queue, wanted: Greenlet): bool {
  let found = false;
  let last: Greenlet | null = null;
  let g = queue.head;
  while (g != null) {
    if (last != null && g.prev != last) return false;
    if (g == wanted) found = true;
    last = g;
    g = g.next;
  }
  return found && queue.tail == last;
}

function checkReadyQueue(): i32 {
  const queue = ready.readyQueue();
  let n = 0;
  let last: Greenlet | null = null;
  let g = queue.head;
  while (g != null) {
    if (g.state != READY || (last != null && g.prev != last)) return 3;
    last = g;
    n++;
    g = g.next;
  }
  if (queue.tail != last || n != ready.nReady()) return 3;
  return n == countReady() ? 0 : 3;
}

function countReady(): i32 {
  let n = 0;
  for (let slot = 1; slot < records.nSlots(); slot++) {
    if (records.recordAt(slot).state == READY) n++;
  }
  return n;
}
