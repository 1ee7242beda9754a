// A channel of 64-bit words: bounded, or a rendezvous (capacity 0).
//
//      0 capacity i32
//      4 count    i32    items in the ring
//      8 nReserved i32   of these, items reserved for receivers that were made ready and have not run since
//     12 closed u8  13 held u8     who holds the ring and the items: see below
//     16 receivers       head, tail
//     24 senders         head, tail; what each offers is in its record
//     32 ring   usize    the items, oldest at `first`
//     36 nSlots i32      its size, a power of two or 0
//     40 first  i32
//
// An item is never handed to a receiver; one is reserved for it, and when it runs it takes the oldest. So a receiver
// that is killed in between loses nothing and changes no order: the reservation goes to the next in line. The ring may
// therefore hold more than the capacity: one item for every reservation. (Handing items over, with the killed one's
// item put back, was tried on paper: two kills in the wrong order swap two items.)

import { Greenlet } from './records';
import { CLOSED, GRANTED, HAS_ITEM } from './states';
import * as parking from './park';
import * as slab from './slab';
import { Queue, dequeue, enqueue } from './wait-queue';

const FIRST_SLOTS: i32 = 4;

// `held`: a channel of a program (assembly/lib/channel.ts) is a managed object. It is freed by the collector, so its ring
// has to be managed too.
export const RING_IS_MANAGED: u8 = 1;
export const ITEMS_ARE_OBJECTS: u8 = 2;

@unmanaged
export class Channel {
  capacity: i32;
  count: i32;
  nReserved: i32;
  closed: bool;
  held: u8;
  receiversHead: usize;
  receiversTail: usize;
  sendersHead: usize;
  sendersTail: usize;
  ring: usize;
  nSlots: i32;
  first: i32;

  get receivers(): Queue {
    return changetype<Queue>(changetype<usize>(this) + offsetof<Channel>('receiversHead'));
  }

  get senders(): Queue {
    return changetype<Queue>(changetype<usize>(this) + offsetof<Channel>('sendersHead'));
  }

  /** Items that anybody may take. */
  get nFree(): i32 {
    return this.count - this.nReserved;
  }

  get isFull(): bool {
    return this.nFree >= this.capacity;
  }

  put(bits: u64): void {
    if (isDefined(GS_PROGRAM)) {
      if (this.held & ITEMS_ARE_OBJECTS) __link(changetype<usize>(this), <usize>bits, true);
    }
    store<u64>(this.ring + ((<usize>((this.first + this.count) & (this.nSlots - 1))) << 3), bits);
    this.count++;
  }

  takeOldest(): u64 {
    const bits = load<u64>(this.ring + ((<usize>this.first) << 3));
    this.first = (this.first + 1) & (this.nSlots - 1);
    this.count--;
    return bits;
  }
}

/** What a try (a receive for nobody) has taken. */
export let taken: u64 = 0;

function at(ptr: usize): Channel {
  return changetype<Channel>(ptr);
}

export function make(capacity: i32): usize {
  const ptr = slab.take(offsetof<Channel>());
  memory.fill(ptr, 0, offsetof<Channel>());
  at(ptr).capacity = capacity;
  return ptr;
}

/** False while somebody waits or has an item reserved. */
export function destroy(ptr: usize): bool {
  const c = at(ptr);
  if (c.receiversHead != 0 || c.sendersHead != 0 || c.nReserved != 0) return false;
  if (c.ring != 0) slab.give(c.ring, (<usize>c.nSlots) << 3);
  slab.give(ptr, offsetof<Channel>());
  return true;
}

/** 1: sent. 0: no room; `g`, if any, is in the queue with what it offers and has to park. -1: closed. */
export function send(ptr: usize, g: Greenlet | null, bits: u64): i32 {
  const c = at(ptr);
  if (c.closed) return -1;
  if (c.receiversHead == 0 && c.isFull) {
    if (g != null) {
      g.value = bits;
      enqueue(c.senders, g);
    }
    return 0;
  }
  makeRoom(c);
  c.put(bits);
  offer(c);
  return 1;
}

/** 1: the item is in `g.value` (or `taken`). 0: nothing there; `g`, if any, is in the queue and has to park. -1: closed and empty. */
export function receive(ptr: usize, g: Greenlet | null): i32 {
  const c = at(ptr);
  if (c.nFree == 0 && !admitSender(c)) {
    if (c.closed) return -1;
    if (g != null) enqueue(c.receivers, g);
    return 0;
  }
  const bits = c.takeOldest();
  if (!c.isFull) admitSender(c);
  if (g == null) taken = bits;
  else g.value = bits;
  return 1;
}

/** Reserves items that nobody has for the receivers that wait. */
function offer(c: Channel): void {
  while (c.nFree > 0) {
    const g = dequeue(c.receivers);
    if (g == null) return;
    c.nReserved++;
    g.queue = changetype<usize>(c);
    g.flags |= HAS_ITEM;
    parking.wake(g, GRANTED);
  }
}

/** The first sender's item comes in and the sender is ready. False when none waits. */
function admitSender(c: Channel): bool {
  if (c.sendersHead == 0) return false;
  makeRoom(c);
  const g = dequeue(c.senders)!;
  c.put(g.value);
  parking.wake(g, GRANTED);
  return true;
}

/** The receiver that an item was reserved for runs: the oldest is its own. */
export function accept(ptr: usize, g: Greenlet): void {
  const c = at(ptr);
  c.nReserved--;
  g.value = c.takeOldest();
}

/** The receiver that an item was reserved for will never run. */
export function handOn(ptr: usize): void {
  const c = at(ptr);
  c.nReserved--;
  offer(c);
}

/** Nothing is sent any more. Items that are in it can be received; who waits in vain is woken. */
export function close(ptr: usize): void {
  const c = at(ptr);
  c.closed = true;
  for (let g: Greenlet | null = dequeue(c.senders); g != null; g = dequeue(c.senders)) parking.wake(g, CLOSED);
  for (let g: Greenlet | null = dequeue(c.receivers); g != null; g = dequeue(c.receivers)) parking.wake(g, CLOSED);
}

export function count(ptr: usize): i32 {
  return at(ptr).count;
}

/** Room for one more item in the ring. */
function makeRoom(c: Channel): void {
  if (c.count < c.nSlots) return;
  const nSlots = c.nSlots == 0 ? FIRST_SLOTS : c.nSlots << 1;
  const ring = takeRing(c, (<usize>nSlots) << 3);
  for (let i = 0; i < c.count; i++) {
    const from = c.ring + ((<usize>((c.first + i) & (c.nSlots - 1))) << 3);
    store<u64>(ring + ((<usize>i) << 3), load<u64>(from));
  }
  if (c.ring != 0 && (c.held & RING_IS_MANAGED) == 0) slab.give(c.ring, (<usize>c.nSlots) << 3);
  c.ring = ring;
  c.nSlots = nSlots;
  c.first = 0;
}

function takeRing(c: Channel, bytes: usize): usize {
  if (isDefined(GS_PROGRAM)) {
    if (c.held & RING_IS_MANAGED) {
      const ring = __new(bytes, idof<ArrayBuffer>());
      __link(changetype<usize>(c), ring, false);
      return ring;
    }
  }
  return slab.take(bytes);
}
