// Memory for everything of the engine: blocks by geometric size classes, two to an octave.
//
//     class      0   1   2   3    4    5    6   ...
//     bytes     32  48  64  96  128  192  256   ...
//
// A free block holds the next free one of its class in its first word; a block in use has no header, because whoever
// uses it knows its size. A class takes SLAB_BYTES from the heap at once and hands them out from low to high addresses:
// what is made in order lies in order. Blocks too big for that come from the heap one by one and go back to it, except
// in the stub runtime, whose heap takes nothing back: there they wait in their class too.
//
// An allocation that fails traps (that is AssemblyScript's heap). `isAllocating` tells the host that a trap was one;
// every caller allocates before it changes anything, so nothing is half done then.

import { Runtime } from 'shared/runtime';
import { SLAB_BYTES } from './config';

const SMALLEST: usize = 32;
const N_CLASSES: i32 = 54;

@unmanaged
class SizeClass {
  /** First free block, 0 none. */
  free: usize;
  /** The part of the last slab that was never handed out: [fresh, end). */
  fresh: usize;
  end: usize;
  nUsed: i32;
}

const classes: usize = memory.data(54 * 16, 8);

let allocating: bool = false;
let reserved: u64 = 0;
let used: u64 = 0;

function classOf(size: usize): i32 {
  if (size <= SMALLEST) return 0;
  const last = <u32>size - 1;
  const log = 31 - clz(last);
  return ((log - 5) << 1) + ((last >> (log - 1)) & 1) + 1;
}

/** Bytes of the blocks of a class. */
function bytesOf(sizeClass: i32): usize {
  return sizeClass & 1 ? (<usize>48) << (sizeClass >> 1) : SMALLEST << (sizeClass >> 1);
}

function at(sizeClass: i32): SizeClass {
  return changetype<SizeClass>(classes + ((<usize>sizeClass) << 4));
}

/** The bytes that a block for `size` bytes really has. */
export function roundUp(size: usize): usize {
  return bytesOf(classOf(size));
}

export function isBig(bytes: usize): bool {
  return bytes > SLAB_BYTES >> 2;
}

/** A block of roundUp(size) bytes, not cleared. */
export function take(size: usize): usize {
  const sizeClass = classOf(size);
  const c = at(sizeClass);
  let block = c.free;
  if (block != 0) c.free = load<usize>(block);
  else block = fresh(c, bytesOf(sizeClass));
  c.nUsed++;
  used += bytesOf(sizeClass);
  return block;
}

/** Takes back a block that was taken for `size` bytes (or for its full size). */
export function give(block: usize, size: usize): void {
  const sizeClass = classOf(size);
  const c = at(sizeClass);
  const bytes = bytesOf(sizeClass);
  c.nUsed--;
  used -= bytes;
  if (ASC_RUNTIME != Runtime.Stub && isBig(bytes)) {
    reserved -= bytes;
    heap.free(block);
    return;
  }
  store<usize>(block, c.free);
  c.free = block;
}

function fresh(c: SizeClass, bytes: usize): usize {
  if (isBig(bytes)) return fromHeap(bytes);
  if (c.fresh + bytes > c.end) {
    const slab = fromHeap(SLAB_BYTES);
    c.fresh = slab;
    c.end = slab + SLAB_BYTES;
  }
  const block = c.fresh;
  c.fresh = block + bytes;
  return block;
}

/** Memory that is never given back one by one: slabs, chunks of records. 16-byte aligned. */
export function fromHeap(bytes: usize): usize {
  allocating = true;
  const ptr = heap.alloc(bytes);
  allocating = false;
  reserved += bytes;
  return ptr;
}

export function isAllocating(): bool {
  return allocating;
}

export function clearAllocating(): void {
  allocating = false;
}

export function bytesUsed(): u64 {
  return used;
}

export function bytesReserved(): u64 {
  return reserved;
}

/** Debug: counts the free blocks of every class against what was handed out; the bytes in use by that count. */
export function countUsed(): u64 {
  let bytes: u64 = 0;
  for (let i = 0; i < N_CLASSES; i++) bytes += <u64>at(i).nUsed * bytesOf(i);
  return bytes;
}
