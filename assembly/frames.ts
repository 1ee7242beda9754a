// Where the wasm frames of somebody who does not run are kept: the continuation store.
//
// An unwinding writes into one shared buffer, innermost frame first, and the pass ends each frame with a trailer:
//
//     buffer   [frame][id][start]  [frame][id][start]  ...           lower addresses to the left
//               innermost           its caller
//
// `collect` moves them onto the owner's block, outermost first, so that the innermost is on top; `start` becomes the
// size of the whole entry, a multiple of 8 (a gap, if any, is at its low end):
//
//     block                                          top            limit
//       │ [outermost][id][size]  ...  [innermost][id][size] │  unused  │
//
// Re-entering takes one entry off the top. The frames below it are not touched until it has returned, so a switch
// costs the frames that ran since the last resume. A block is replaced by a larger one when the frames outgrow it and
// by a smaller one when it is mostly empty; an owner without frames, new or dead, has none.
//
// Programs with AssemblyScript's collector have more in each entry: shadow.ts.
// Stock builds (GS_STOCK, for comparison only) keep the buffer as it is and re-enter all of it at once.

import { UNWIND_BYTES } from './config';
import { overrun, position, reenter, rewind, setup, stop } from './greenspool';
import { Runtime } from 'shared/runtime';
import * as shadow from './shadow';
import * as slab from './slab';

/** [id u32][start or size u32] */
const TRAILER: usize = 8;
/** Entries above this are copied by memory.copy, which is a slow call for a few words. */
const INLINE_COPY: usize = 256;
/** A block of at least this many unused bytes is given up for a smaller one when three quarters are unused. */
const WORTH_SHRINKING: usize = 512;

const header: usize = memory.data(8, 8);
/** 0 until the first wasm code that may park: a host that has none does not pay for it. */
let buffer: usize = 0;

/** Has to come before any wasm code that may park. */
export function prepare(): void {
  if (buffer != 0) return;
  const ptr = slab.fromHeap(UNWIND_BYTES);
  setup(header, ptr, ptr + UNWIND_BYTES);
  buffer = ptr;
}

/** The first fields of whatever owns frames: a greenlet's record, a segment. All zero is empty. */
@unmanaged
export class FrameStore {
  block: usize;
  top: usize;
  limit: usize;

  @inline get isEmpty(): bool {
    return this.top == this.block;
  }
}

/** Ends an unwinding: its frames go on top of the owner's. False on an overrun: they are lost, the owner's are as before. */
export function collect(owner: FrameStore): bool {
  stop();
  if (overrun()) return false;
  const end = position();
  if (isDefined(GS_STOCK)) return collectAll(owner, end);
  if (ASC_RUNTIME == Runtime.Incremental) {
    shadow.collect(owner, buffer, end);
    return true;
  }
  const start = load<usize>(end - 4);
  if (start == buffer) push(owner, start, end);
  else pushMany(owner, end);
  return true;
}

/** Several frames: the last one written is the outermost. */
function pushMany(owner: FrameStore, end: usize): void {
  do {
    const start = load<usize>(end - 4);
    push(owner, start, end);
    end = start;
  } while (end != buffer);
}

/** Moves the frame [start, end) with its trailer onto the owner's. */
function push(owner: FrameStore, start: usize, end: usize): void {
  const size = (end - start + 7) & ~7;
  const top = makeRoom(owner, size) + size;
  owner.top = top;
  let from = end - TRAILER;
  let to = top - TRAILER;
  store64(to, load<u32>(from), size);
  if (size > INLINE_COPY) {
    memory.copy(top - size, end - size, size - TRAILER);
    return;
  }
  // downwards, so that the words end exactly where the frame does; the lowest may take 4 bytes too many, into the gap
  while (from > start) {
    from -= 8;
    to -= 8;
    store<u64>(to, load<u64>(from));
  }
}

function store64(ptr: usize, low: u32, high: usize): void {
  store<u64>(ptr, ((<u64>high) << 32) | <u64>low);
}

/** Makes sure that `size` more bytes fit; the old top. */
export function makeRoom(owner: FrameStore, size: usize): usize {
  const top = owner.top;
  const unused = owner.limit - top;
  if (unused < size || unused > WORTH_SHRINKING) resize(owner, size);
  return owner.top;
}

function resize(owner: FrameStore, extra: usize): void {
  const nUsed = owner.top - owner.block;
  const capacity = owner.limit - owner.block;
  const needed = nUsed + extra;
  if (needed <= capacity && needed > capacity >> 2) return;
  const bytes = slab.roundUp(needed);
  const block = slab.take(bytes);
  if (owner.block != 0) {
    memory.copy(block, owner.block, nUsed);
    slab.give(owner.block, capacity);
  }
  owner.block = block;
  owner.top = block + nUsed;
  owner.limit = block + bytes;
}

/** Re-enters the innermost frame of `owner`, which must have one. */
export function reenterTop(owner: FrameStore): void {
  if (ASC_RUNTIME == Runtime.Incremental) {
    shadow.reenterTop(owner);
    return;
  }
  const top = owner.top;
  owner.top = top - load<usize>(top - 4);
  reenter(load<i32>(top - TRAILER), top - TRAILER);
}

/** Forgets all frames. */
export function drop(owner: FrameStore): void {
  const block = owner.block;
  if (block == 0) return;
  slab.give(block, owner.limit - block);
  owner.block = 0;
  owner.top = 0;
  owner.limit = 0;
}

// ---- stock Asyncify

function collectAll(owner: FrameStore, end: usize): bool {
  const size = end - buffer;
  const top = makeRoom(owner, size);
  memory.copy(top, buffer, size);
  owner.top = top + size;
  return true;
}

/** The next call from the root re-enters all frames. */
export function rewindAll(owner: FrameStore): void {
  rewind(owner.top);
  owner.top = owner.block;
}

// ---- for the invariants

export function checkFrames(owner: FrameStore): bool {
  const block = owner.block;
  if (block == 0) return owner.top == 0 && owner.limit == 0;
  if (owner.top < block || owner.top > owner.limit) return false;
  if (slab.roundUp(owner.limit - block) != owner.limit - block) return false;
  if (isDefined(GS_STOCK)) return true;
  let top = owner.top;
  while (top > block) {
    const size = load<usize>(top - 4);
    if (size == 0 || size > top - block) return false;
    top -= size;
  }
  return top == block;
}
