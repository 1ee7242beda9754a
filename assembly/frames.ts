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
// Programs with AssemblyScript's collector have more in each entry: shadow/index.ts.
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
/** A block with more unused bytes than this and four times those in use is given up for a smaller one. */
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
  if (start == buffer) {
    makeRoom(owner, roundUp(end - start));
    put(owner, start, end);
  } else putAll(owner, end);
  return true;
}

/** Several frames: the last one written is the outermost. */
function putAll(owner: FrameStore, end: usize): void {
  makeRoom(owner, sizeOfAll(end));
  do {
    const start = load<usize>(end - 4);
    put(owner, start, end);
    end = start;
  } while (end != buffer);
}

function sizeOfAll(end: usize): usize {
  let size: usize = 0;
  do {
    const start = load<usize>(end - 4);
    size += roundUp(end - start);
    end = start;
  } while (end != buffer);
  return size;
}

function roundUp(size: usize): usize {
  return (size + 7) & ~7;
}

/** Moves the frame [start, end) with its trailer onto the owner's block, where there is room. */
function put(owner: FrameStore, start: usize, end: usize): void {
  const size = roundUp(end - start);
  const top = owner.top + size;
  owner.top = top;
  let from = end - TRAILER;
  let to = top - TRAILER;
  store<u64>(to, ((<u64>size) << 32) | load<u32>(from)); // [id][size]
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

/** Makes sure that `size` more bytes fit, and that the block is not far too large for them. */
export function makeRoom(owner: FrameStore, size: usize): void {
  const top = owner.top;
  const unused = owner.limit - top;
  if (unused < size || unused > (top - owner.block + size) * 4 + WORTH_SHRINKING) resize(owner, size);
}

function resize(owner: FrameStore, extra: usize): void {
  const nUsed = owner.top - owner.block;
  const capacity = owner.limit - owner.block;
  const bytes = slab.roundUp(nUsed + extra);
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
  makeRoom(owner, size);
  memory.copy(owner.top, buffer, size);
  owner.top += size;
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
