// AssemblyScript's shadow stack, where its collector finds the managed values of functions that run; only in programs
// with the incremental runtime. Everything here is empty in the others.
//
// The collector itself scans [__stack_pointer, __heap_base). Its slots hold managed pointers or 0, and compiled code keeps
// absolute addresses of them, so a slot must always come back to its own address. Greenlets therefore run in an area of
// their own, one for all, because only one of them has frames on the native stack at a time:
//
//     0        hubSp       __heap_base                  __stack_pointer       nativeTop      areaTop
//     │ ......... │ hub, main │ ....... heap ...... [ free    │ native frames │ stale         ] ...
//
// Each frame owns the slots between the pointer when it called on and the pointer when it was entered. When an unwinding
// is collected, each frame's own slots go with it onto the owner's block, and when the frame is re-entered they, and no
// others, come back:
//
//     entry on a block     [slots][gap][frame][entry SP][bytes of slots][id][size]
//
// So a switch does not depend on the depth here either. (A copy of the whole slice at each switch works too, and was the
// first idea; separate areas do not: a frame resumed elsewhere traps.)
//
// What the collector does not see by itself is visited by one pinned object: the slots of all saved frames, the native
// ones while a greenlet runs, those of the hub meanwhile, and the arguments of greenlets. (What a sender offers is in its
// caller's slots, what a channel holds in the channel.) Members of pinned objects are visited again in the same step that
// ends the marking, so switching needs no write barrier.

import { SHADOW_BYTES } from '../config';
import { FrameStore, makeRoom } from '../frames';
import { state } from '../greenspool';
import { reenter } from './greenspool';
import * as records from '../records';
import { current } from '../records';
import * as segments from '../segments';
import { Runtime } from 'shared/runtime';
import * as slab from '../slab';
import { FREE, HOLDS_ARGUMENT } from '../states';

/** [entry SP][id][start] as the pass writes it. */
const WRITTEN: usize = 12;
/** [entry SP][bytes of slots][id][size] */
const TRAILER: usize = 16;

/** High end of the area, 0 until something runs in it. */
let areaTop: usize = 0;
/** The pointer of the hub or of main, while a greenlet runs. */
let hubSp: usize = 0;
/** The slots of native frames of a greenlet are below this. */
let nativeTop: usize = 0;
/** The pointer where the last unwinding began: nothing puts it back on the way. */
let deepest: usize = 0;

function isInArea(): bool {
  return __stack_pointer > __heap_base;
}

/** The run loop starts: where the hub stands. */
export function leaveHub(): void {
  if (ASC_RUNTIME == Runtime.Incremental) hubSp = __stack_pointer;
}

/** A wasm greenlet is entered for the first time. */
export function begin(): void {
  if (ASC_RUNTIME == Runtime.Incremental) enterArea();
}

/** No frame of a greenlet is on the native stack any more. */
export function leaveGreenlet(): void {
  if (ASC_RUNTIME == Runtime.Incremental) {
    deepest = __stack_pointer;
    if (isInArea()) __stack_pointer = hubSp;
  }
}

/** The host calls wasm code on behalf of a greenlet. Main's calls stay where they are: greenlets may run inside of them. */
export function enter(): usize {
  if (ASC_RUNTIME == Runtime.Incremental) {
    const sp = __stack_pointer;
    if (current == null || isInArea()) return sp;
    hubSp = sp;
    enterArea();
    return sp;
  }
  return 0;
}

/** Saved frames of a greenlet are about to be re-entered by the host: their own addresses are in the area. */
export function beforeResume(): usize {
  if (ASC_RUNTIME == Runtime.Incremental) {
    if (!isInArea()) hubSp = __stack_pointer;
    return __stack_pointer;
  }
  return 0;
}

export function leave(token: usize): void {
  if (ASC_RUNTIME == Runtime.Incremental) {
    if (state() != 0) deepest = __stack_pointer;
    __stack_pointer = token;
  }
}

function enterArea(): void {
  if (areaTop == 0) areaTop = slab.fromHeap(SHADOW_BYTES) + SHADOW_BYTES;
  nativeTop = areaTop;
  __stack_pointer = areaTop;
}

/**
 * The area's own overflow check. build-program.ts puts a call to it behind the compiler's, which only knows the end of
 * the hub's stack; without it a recursion too deep would write into whatever lies below the area.
 */
export function checkArea(): void {
  if (isInArea() && __stack_pointer < areaTop - SHADOW_BYTES) {
    throw new Error('greenspool: stack overflow, the managed values of this greenlet do not fit');
  }
}

/** frames.collect for frames that have slots. */
export function collect(owner: FrameStore, buffer: usize, end: usize): void {
  makeRoom(owner, sizeOfAll(buffer, end));
  do {
    const start = load<usize>(end - 4);
    put(owner, start, end, calleeSpOf(start, buffer));
    end = start;
  } while (end != buffer);
}

/** Where the frame's own slots begin: where its callee was entered, or the unwinding began. */
function calleeSpOf(start: usize, buffer: usize): usize {
  return start == buffer ? deepest : load<usize>(start - WRITTEN);
}

function sizeOfAll(buffer: usize, end: usize): usize {
  let size: usize = 0;
  do {
    const start = load<usize>(end - 4);
    size += entrySize(start, end, load<usize>(end - WRITTEN) - calleeSpOf(start, buffer));
    end = start;
  } while (end != buffer);
  return size;
}

function entrySize(start: usize, end: usize, nSlots: usize): usize {
  return (nSlots + (end - start - WRITTEN) + TRAILER + 7) & ~7;
}

function put(owner: FrameStore, start: usize, end: usize, calleeSp: usize): void {
  const entrySp = load<usize>(end - WRITTEN);
  const nSlots = entrySp - calleeSp;
  const size = entrySize(start, end, nSlots);
  const top = owner.top + size;
  owner.top = top;
  store<u32>(top - 16, <u32>entrySp);
  store<u32>(top - 12, <u32>nSlots);
  store<u32>(top - 8, load<u32>(end - 8));
  store<u32>(top - 4, <u32>size);
  let from = end - WRITTEN;
  let to = top - TRAILER;
  while (from > start) {
    from -= 8;
    to -= 8;
    store<u64>(to, load<u64>(from));
  }
  copyWords(top - size, calleeSp, nSlots); // last: the frame's lowest word may have taken 4 bytes too many
}

function copyWords(to: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 4) store<u32>(to + i, load<u32>(from + i));
}

/** frames.reenterTop for frames that have slots. */
export function reenterTop(owner: FrameStore): void {
  const top = owner.top;
  const bottom = top - load<usize>(top - 4);
  owner.top = bottom;
  const entrySp = load<usize>(top - 16);
  const nSlots = load<usize>(top - 12);
  copyWords(entrySp - nSlots, bottom, nSlots);
  __stack_pointer = entrySp - nSlots;
  nativeTop = entrySp;
  reenter(load<i32>(top - 8), top - TRAILER, entrySp);
}

// ---- what the collector sees

/** Declared in a library file, so the compiler honours `__visit`; with a managed field, or it would never be called. */
class Roots {
  unused: Roots | null = null;

  __visit(cookie: u32): void {
    if (isInArea()) {
      visitSlots(__stack_pointer, nativeTop, cookie);
      visitSlots(hubSp, __heap_base, cookie);
    }
    for (let slot = 1; slot < records.nSlots(); slot++) visitRecord(records.recordAt(slot), cookie);
    for (let seg = segments.firstSegment(); seg != 0; seg = segments.nextSegment(seg)) {
      visitFrames(segments.storeOf(seg), cookie);
    }
  }
}

function visitRecord(g: records.Greenlet, cookie: u32): void {
  if (g.state == FREE) return;
  if (g.hasTrait(HOLDS_ARGUMENT)) __visit(g.arg, cookie);
  visitFrames(g, cookie);
}

function visitFrames(owner: FrameStore, cookie: u32): void {
  let top = owner.top;
  while (top != owner.block) {
    const bottom = top - load<usize>(top - 4);
    visitSlots(bottom, bottom + load<usize>(top - 12), cookie);
    top = bottom;
  }
}

function visitSlots(from: usize, to: usize, cookie: u32): void {
  for (let ptr = from; ptr < to; ptr += sizeof<usize>()) {
    const object = load<usize>(ptr);
    if (object != 0) __visit(object, cookie);
  }
}

if (ASC_RUNTIME == Runtime.Incremental) {
  checkArea(); // so that it is compiled
  __pin(changetype<usize>(new Roots()));
}
