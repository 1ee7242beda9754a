// A segment: the saved wasm frames of a greenlet whose other frames the host owns. The host decides when they run.
//
//      0 block  4 top  8 limit     (frames.ts)

import * as frames from './frames';
import { FrameStore } from './frames';
import { state } from './greenspool';
import * as shadow from './shadow';
import * as slab from './slab';

/** What `resume` returns. */
export const RETURNED: i32 = 0;
export const PARKED_AGAIN: i32 = 1;
export const OVERRUN: i32 = 2;

@unmanaged
class Segment extends FrameStore {
  /** Segments that hold frames are in a list, for the collector's visitor. */
  next: usize;
  prev: usize;
}

function at(ptr: usize): Segment {
  return changetype<Segment>(ptr);
}

let first: usize = 0;

export function make(): usize {
  frames.prepare();
  const ptr = slab.take(offsetof<Segment>());
  memory.fill(ptr, 0, offsetof<Segment>());
  const s = at(ptr);
  s.next = first;
  if (first != 0) at(first).prev = ptr;
  first = ptr;
  return ptr;
}

export function destroy(ptr: usize): void {
  const s = at(ptr);
  frames.drop(s);
  if (s.prev == 0) first = s.next;
  else at(s.prev).next = s.next;
  if (s.next != 0) at(s.next).prev = s.prev;
  slab.give(ptr, offsetof<Segment>());
}

export function collect(ptr: usize): bool {
  return frames.collect(at(ptr));
}

export function resume(ptr: usize): i32 {
  const s = at(ptr);
  const token = shadow.beforeResume();
  let how = RETURNED;
  while (how == RETURNED && !s.isEmpty) {
    frames.reenterTop(s);
    shadow.leave(token);
    if (state() != 0) how = frames.collect(s) ? PARKED_AGAIN : OVERRUN;
  }
  if (how != PARKED_AGAIN) frames.drop(s);
  return how;
}

export function drop(ptr: usize): void {
  frames.drop(at(ptr));
}

export function isEmpty(ptr: usize): bool {
  return at(ptr).isEmpty;
}

/** The list of all, for the collector's visitor. */
export function firstSegment(): usize {
  return first;
}

export function nextSegment(ptr: usize): usize {
  return at(ptr).next;
}

export function storeOf(ptr: usize): FrameStore {
  return at(ptr);
}
