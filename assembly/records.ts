// Greenlet records: 64 bytes each, one cache line, in chunks that are found through a table. A record never moves.
//
//      0 block  4 top  8 limit   its saved frames (frames.ts)
//     12 fn    i32               table index of a wasm greenlet's body ...
//     16 next 20 prev            the queue it is in (queue.ts)
//     24 state 25 flags 26 traits 27 why      (states.ts; why: its reason while PARKED, else its last outcome)
//     28 slot  i32               its index; never changes
//     32 value u64               what a wake hands over; what a sender offers; at the end the result
//     40 generation u32          counts the greenlets that had this slot
//     44 arg   usize             ... and the body's argument
//     48 queue usize             the wait queue it is in, or the semaphore or channel that made it ready (flags)
//     52 timer i32               the timer that will wake it, 0 none (timers.ts)
//     56 joiners                 those who wait for its end: head, tail
//
// A FREE record is all zero but for next (the free list), slot and generation; `make` relies on it.

import { CHUNK_RECORDS, MAX_SLOTS } from './config';
import { FrameStore } from './frames';
import { Queue } from './queue';
import { FREE, HOST, NEW, OF_HOST, PARKED, Slot, WASM } from './states';
import * as slab from './slab';

export const RECORD_BYTES: usize = 64;
const SLOT_BITS: u64 = 22;
const MAX_GENERATION: u32 = 0x7fffffff;

@unmanaged
export class Greenlet extends FrameStore {
  fn: i32;
  next: Greenlet | null;
  prev: Greenlet | null;
  state: u8;
  flags: u8;
  traits: u8;
  why: u8;
  slot: Slot;
  value: u64;
  generation: u32;
  arg: usize;
  queue: usize;
  timer: i32;
  joinersHead: usize;
  joinersTail: usize;

  get id(): u64 {
    return ((<u64>this.generation) << SLOT_BITS) | <u64>this.slot;
  }

  get kind(): i32 {
    return this.traits & OF_HOST ? HOST : WASM;
  }

  get isOfHost(): bool {
    return (this.traits & OF_HOST) != 0;
  }

  get joiners(): Queue {
    return changetype<Queue>(changetype<usize>(this) + offsetof<Greenlet>('joinersHead'));
  }

  get reason(): i32 {
    return this.state == PARKED ? this.why : 0;
  }

  get outcome(): i32 {
    return this.state == PARKED ? 0 : this.why;
  }

  /** A new state; with it go all flags. */
  @inline enter(state: u8): void {
    store<u16>(changetype<usize>(this), <u16>state, offsetof<Greenlet>('state'));
  }

  @inline has(flag: u8): bool {
    return (this.flags & flag) != 0;
  }

  @inline hasTrait(trait: u8): bool {
    return (this.traits & trait) != 0;
  }
}

/** Addresses of the chunks. */
let table: usize = 0;
let nChunks: i32 = 0;
/** Slots from here on were never used. Slot 0 is nobody's. */
let fresh: Slot = 1;
let free: Greenlet | null = null;
let alive: i32 = 0;

/** Who runs; null is the hub, or main. */
export let current: Greenlet | null = null;

export function setCurrent(g: Greenlet | null): void {
  current = g;
}

export function recordAt(slot: Slot): Greenlet {
  const chunk = load<usize>(table + ((<usize>slot / CHUNK_RECORDS) << alignof<usize>()));
  return changetype<Greenlet>(chunk + (<usize>slot % CHUNK_RECORDS) * RECORD_BYTES);
}

/** The greenlet with this id; null when it is dead or never lived. */
export function find(id: u64): Greenlet | null {
  const slot = <Slot>(id & ((1 << SLOT_BITS) - 1));
  if (slot <= 0 || slot >= fresh) return null;
  const g = recordAt(slot);
  return g.state != FREE && g.id == id ? g : null;
}

/** A NEW greenlet, null when all slots are used. */
export function make(kind: i32): Greenlet | null {
  let g = free;
  if (g != null) free = g.next;
  else {
    g = makeFresh();
    if (g == null) return null;
  }
  g.state = NEW;
  g.traits = <u8>kind;
  alive++;
  return g;
}

function makeFresh(): Greenlet | null {
  const slot = fresh;
  if (slot >= MAX_SLOTS) return null;
  if (slot >= nChunks * CHUNK_RECORDS || nChunks == 0) addChunk();
  fresh = slot + 1;
  const g = recordAt(slot);
  memory.fill(changetype<usize>(g), 0, RECORD_BYTES);
  g.slot = slot;
  g.generation = 1;
  return g;
}

function addChunk(): void {
  const nTable = <usize>((MAX_SLOTS + CHUNK_RECORDS - 1) / CHUNK_RECORDS);
  if (table == 0) table = slab.fromHeap(nTable << alignof<usize>());
  const bytes = <usize>CHUNK_RECORDS * RECORD_BYTES;
  const chunk = (slab.fromHeap(bytes + RECORD_BYTES) + RECORD_BYTES - 1) & ~(RECORD_BYTES - 1);
  store<usize>(table + ((<usize>nChunks) << alignof<usize>()), chunk);
  nChunks++;
}

/** The record becomes FREE and its id stale. Whatever it held must be gone already. */
export function recycle(g: Greenlet): void {
  g.generation = g.generation == MAX_GENERATION ? 1 : g.generation + 1;
  g.enter(FREE);
  g.traits = 0;
  g.why = 0;
  g.fn = 0;
  g.arg = 0;
  g.value = 0;
  g.next = free;
  free = g;
  alive--;
}

export function nAlive(): i32 {
  return alive;
}

/** Slots that have been used; invariants and the collector's visitor walk [1, nSlots). */
export function nSlots(): i32 {
  return fresh;
}

export function firstFree(): Greenlet | null {
  return free;
}
