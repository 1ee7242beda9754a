// Timers: a heap by deadline, then by the order they were set.
//
//     heap    [deadline f64][order u32][node i32]   16 bytes an entry, four children to a node, so that the children
//                                                   of an entry lie in one cache line
//     nodes   [generation and kind u32][payload u32]   8 bytes each; the entry says which
//
// A timer never moves its node and nodes do not know their place in the heap: sifting touches the heap alone. So
// cancelling cannot take the entry out. It marks the node, and the entry is dropped when it comes to the top; when more
// than half of the entries are cancelled the heap is built anew from the others. That makes cancel O(1) on average.
// (A wheel was the alternative: setting is cheaper there, but deadlines with fractions fire in order only if every slot
// is sorted, and a million sleepers with the same deadline are one long slot.)
//
// `order` wraps after 2^32 timers; equal deadlines compare by the signed difference, right while they were set within
// 2^31 timers of each other.

import { FIRST_TIMERS, KEPT_CANCELLED } from './config';
import * as host from './host';
import * as parking from './park';
import { Greenlet } from './records';
import { TIMED_OUT } from './states';
import * as slab from './slab';

@unmanaged
class Entry {
  deadline: f64;
  order: u32;
  node: i32;
}

@unmanaged
class Node {
  /** generation << 2 | kind */
  tag: u32;
  /** OF_GREENLET: the record. OF_HOST: the host's word. UNUSED: the next unused node. */
  payload: u32;

  get kind(): u32 {
    return this.tag & 3;
  }
}

// kinds of node
const UNUSED: u32 = 0;
const OF_GREENLET: u32 = 1;
const OF_HOST: u32 = 2;
const CANCELLED: u32 = 3;

const INDEX_BITS: u64 = 24;
const ENTRY: usize = 16;
const NODE: usize = 8;
const LINE: usize = 64;

/** Entry 1 starts a cache line: children of i are 4i+1 .. 4i+4. */
let block: usize = 0;
let heap0: usize = 0;
let nEntries: i32 = 0;
let capacity: i32 = 0;
let nCancelled: i32 = 0;
let order: u32 = 0;

/** Node 0 is not used, so that 0 means no timer. */
let nodes: usize = 0;
let nNodes: i32 = 1;
let unusedNode: i32 = 0;

function entryAt(i: i32): Entry {
  return changetype<Entry>(heap0 + ((<usize>i) << 4));
}

function nodeAt(i: i32): Node {
  return changetype<Node>(nodes + ((<usize>i) << 3));
}

export function nPending(): i32 {
  return nEntries - nCancelled;
}

/** A timer of the host. Its handle. */
export function setForHost(deadline: f64, payload: i32): u64 {
  const node = add(deadline, OF_HOST, payload);
  return ((<u64>(nodeAt(node).tag >> 2)) << INDEX_BITS) | <u64>node;
}

/** `g` will be woken with TIMED_OUT. It must have no timer yet. */
export function setFor(g: Greenlet, deadline: f64): void {
  g.timer = add(deadline, OF_GREENLET, <u32>changetype<usize>(g));
}

export function cancelOf(g: Greenlet): void {
  const node = g.timer;
  g.timer = 0;
  cancelNode(node);
}

export function cancel(handle: u64): bool {
  const node = <i32>(handle & ((1 << INDEX_BITS) - 1));
  if (node <= 0 || node >= nNodes) return false;
  const n = nodeAt(node);
  if (n.kind != OF_HOST || <u64>(n.tag >> 2) != handle >> INDEX_BITS) return false;
  cancelNode(node);
  return true;
}

function cancelNode(node: i32): void {
  nodeAt(node).tag |= CANCELLED;
  nCancelled++;
  if (nCancelled > nEntries >> 1 && nCancelled > KEPT_CANCELLED) compact();
}

/** Infinity when no timer is pending. */
export function nextDeadline(): f64 {
  dropCancelled();
  return nEntries == 0 ? Infinity : entryAt(0).deadline;
}

/** Timers set so far; the number wraps. */
export function nSet(): u32 {
  return order;
}

/** Fires what is due by `now`, in order, up to the first that was set when nSet() was `before` or more. */
export function fire(now: f64, before: u32): i32 {
  let n = 0;
  while (true) {
    // dropping many cancelled entries at once costs less than taking them from the top one by one
    if (nCancelled > nEntries >> 2 && nCancelled > KEPT_CANCELLED) compact();
    else dropCancelled();
    if (nEntries == 0) return n;
    const first = entryAt(0);
    if (first.deadline > now || <i32>(first.order - before) >= 0) return n;
    fireFirst(first.node);
    n++;
  }
}

function fireFirst(node: i32): void {
  const kind = nodeAt(node).kind;
  const payload = nodeAt(node).payload;
  removeFirst();
  recycle(node);
  if (kind == OF_HOST) {
    host.fired(<i32>payload);
    return;
  }
  const g = changetype<Greenlet>(<usize>payload);
  g.timer = 0;
  parking.wake(g, TIMED_OUT);
}

function dropCancelled(): void {
  while (nCancelled > 0) {
    const node = entryAt(0).node;
    if (nodeAt(node).kind != CANCELLED) return;
    removeFirst();
    recycle(node);
    nCancelled--;
  }
}

// ---- nodes

function add(deadline: f64, kind: u32, payload: u32): i32 {
  if (nEntries == capacity) grow();
  let node = unusedNode;
  if (node != 0) unusedNode = nodeAt(node).payload;
  else {
    node = nNodes++;
    nodeAt(node).tag = 1 << 2;
  }
  const n = nodeAt(node);
  n.tag |= kind;
  n.payload = payload;
  siftUp(nEntries++, deadline, order++, node);
  return node;
}

function recycle(node: i32): void {
  const n = nodeAt(node);
  const generation = (n.tag >> 2) + 1;
  n.tag = (generation == 0 ? 1 : generation) << 2; // generation 0 would make a handle that another one may equal
  n.payload = unusedNode;
  unusedNode = node;
}

// ---- the heap

/** 1 or 0, without a branch: which child comes first cannot be predicted. */
function isBefore(deadline: f64, order: u32, other: Entry): i32 {
  const isSooner = i32(deadline < other.deadline);
  const isEqual = i32(deadline == other.deadline) & i32(<i32>(order - other.order) < 0);
  return isSooner | isEqual;
}

/** Of two entries the one that comes first. */
function earlier(i: i32, j: i32): i32 {
  const e = entryAt(j);
  return i ^ ((i ^ j) & -isBefore(e.deadline, e.order, entryAt(i)));
}

function write(i: i32, deadline: f64, order: u32, node: i32): void {
  const e = entryAt(i);
  e.deadline = deadline;
  e.order = order;
  e.node = node;
}

function move(from: i32, to: i32): void {
  const source = heap0 + ((<usize>from) << 4);
  const target = heap0 + ((<usize>to) << 4);
  store<u64>(target, load<u64>(source));
  store<u64>(target, load<u64>(source, 8), 8);
}

/** Puts an entry where `i` is or above. */
function siftUp(i: i32, deadline: f64, order: u32, node: i32): void {
  while (i > 0) {
    const parent = (i - 1) >> 2;
    if (!isBefore(deadline, order, entryAt(parent))) break;
    move(parent, i);
    i = parent;
  }
  write(i, deadline, order, node);
}

/** Puts an entry where `i` is or below. */
function siftDown(i: i32, deadline: f64, order: u32, node: i32): void {
  while (true) {
    const child = firstChild(i);
    if (child == 0 || isBefore(deadline, order, entryAt(child))) break;
    move(child, i);
    i = child;
  }
  write(i, deadline, order, node);
}

/** Of the children of `i` the one that is first in order; 0 when it has none. */
function firstChild(i: i32): i32 {
  let child = (i << 2) + 1;
  const end = child + 4;
  if (end <= nEntries) return earlier(earlier(child, child + 1), earlier(child + 2, child + 3));
  if (child >= nEntries) return 0;
  for (let other = child + 1; other < nEntries; other++) child = earlier(child, other);
  return child;
}

function removeFirst(): void {
  nEntries--;
  if (nEntries == 0) return;
  // The last entry belongs far down nearly always: the hole goes down to a leaf, and from there the entry up.
  const last = entryAt(nEntries);
  let hole = 0;
  for (let child = firstChild(0); child != 0; child = firstChild(hole)) {
    move(child, hole);
    hole = child;
  }
  siftUp(hole, last.deadline, last.order, last.node);
}

/** Drops all cancelled entries. */
function compact(): void {
  let n = 0;
  for (let i = 0; i < nEntries; i++) {
    const node = entryAt(i).node;
    if (nodeAt(node).kind == CANCELLED) recycle(node);
    else move(i, n++);
  }
  nEntries = n;
  nCancelled = 0;
  for (let i = (n - 2) >> 2; i >= 0; i--) {
    const e = entryAt(i);
    siftDown(i, e.deadline, e.order, e.node);
  }
}

/** Twice the room, in one block so that a failure changes nothing. 2^n - 8 entries leave little of it unused. */
function grow(): void {
  const wanted = capacity == 0 ? FIRST_TIMERS : (capacity << 1) + 8;
  const newBlock = slab.take(bytesFor(wanted));
  const newHeap = ((newBlock + ENTRY + LINE - 1) & ~(LINE - 1)) - ENTRY;
  const newNodes = newHeap + <usize>wanted * ENTRY;
  if (capacity != 0) {
    memory.copy(newNodes, nodes, <usize>(capacity + 1) * NODE);
    memory.copy(newHeap, heap0, <usize>nEntries * ENTRY);
    slab.give(block, bytesFor(capacity));
  }
  block = newBlock;
  heap0 = newHeap;
  nodes = newNodes;
  capacity = wanted;
}

/** Entries, nodes with the unused one, and what it takes to align entry 1. */
function bytesFor(n: i32): usize {
  return <usize>n * (ENTRY + NODE) + NODE + LINE + ENTRY;
}

// ---- for the invariants

/** 0, or the number of what is wrong: 1 order of the heap, 2 count of the cancelled, 3 a greenlet's link to its timer, 4 unused nodes. */
export function whatIsWrong(): i32 {
  let cancelled = 0;
  for (let i = 0; i < nEntries; i++) {
    const e = entryAt(i);
    if (i > 0 && isBefore(e.deadline, e.order, entryAt((i - 1) >> 2))) return 1;
    const n = nodeAt(e.node);
    if (n.kind == UNUSED) return 4;
    if (n.kind == CANCELLED) cancelled++;
    if (n.kind == OF_GREENLET && changetype<Greenlet>(<usize>n.payload).timer != e.node) return 3;
  }
  if (cancelled != nCancelled) return 2;
  let unused = 0;
  for (let i = unusedNode; i != 0; i = nodeAt(i).payload) {
    if (nodeAt(i).kind != UNUSED) return 4;
    unused++;
  }
  return unused + nEntries + 1 == nNodes ? 0 : 4;
}
