// The engine's whole ABI: every function a host may call, and nothing else does work here.
//
// In the finished module each of these is exported with the prefix `gs.` (`gs.run`, `gs.wake`), beside the control
// functions of the instrument pass (`gs.state`, `gs.pending_i32`, ...), so that a program that carries the engine may
// export names like `run` itself. What the engine imports is in host.ts and greenspool.ts; the memory is `env.memory`.
//
// Words used below
//   slot    index of a greenlet's record, 1 and up; 0 is nobody (the hub, main). Slots are used again: only ids are checked.
//   id      generation * 2^22 + slot: a number that no other greenlet of this engine ever has. As a JS number it is exact.
//   state   FREE 0, NEW 1, READY 2, RUNNING 3, PARKED 4            (states.ts)
//   kind    WASM 0: frames are here, in memory; HOST 1: the host owns the frames and is called to resume them
//   outcome how the last wait ended: GRANTED 0 (what it waited for has come), TIMED_OUT 1, CLOSED 2 (the channel),
//           FAILED 3 and KILLED 4 (the greenlet it joined), WOKEN 5 (by hand)
//   how     how a wasm greenlet ended: BY_RETURN 0, BY_KILL 1, BY_TRAP 2, BY_OVERRUN 3, BY_NO_MEMORY 4
//   times   milliseconds as f64, on the clock of the import `host.now`
//
// A function that takes a slot ignores slot 0 and trusts the caller otherwise (debug builds assert); one that takes an
// id checks it. Nothing here switches away: a wake only makes ready, and `run` is what resumes.

import * as channels from './channel';
import * as events from './event';
import { prepare } from './frames';
import * as joins from './join';
import * as life from './life';
import * as parking from './park';
import * as queue from './ready-queue';
import * as records from './records';
import { Greenlet, current, setCurrent as makeCurrent } from './records';
import * as recovery from './recover';
import * as loop from './run-loop';
import * as segments from './segments';
import * as semaphores from './semaphore';
import * as shadow from './shadow';
import * as slab from './slab';
import { BY_RETURN, FREE, HOST, WATCHED, WOKEN } from './states';
import * as timers from './timers';
import { firstBroken, verify } from './invariants';

function at(slot: i32): Greenlet {
  if (isDefined(GS_DEBUG)) assert(slot > 0 && slot < records.nSlots(), 'greenspool: no such slot');
  return records.recordAt(slot);
}

/** For what changes it: a slot that somebody has freed already is the host's mistake. */
function living(slot: i32): Greenlet {
  const g = at(slot);
  if (isDefined(GS_DEBUG)) assert(g.state != FREE, 'greenspool: the greenlet of this slot is dead');
  return g;
}

// ---- greenlets

/** Makes a greenlet of this kind, NEW. Returns its slot, 0 when none is left. */
export function create(kind: i32): i32 {
  const g = records.make(kind);
  verify();
  return g == null ? 0 : g.slot;
}

/** create(HOST) and schedule in one call; 0 when no slot is left. */
export function spawnHost(): i32 {
  const g = records.make(HOST);
  if (g != null) queue.makeReady(g);
  verify();
  return g == null ? 0 : g.slot;
}

/** A wasm greenlet that will run function `fn` of the table with one i32, ready at the tail; 0 when no slot is left. */
export function spawnWasm(fn: i32, arg: i32): i32 {
  const g = life.spawnWasm(fn, arg);
  verify();
  return g == null ? 0 : g.slot;
}

/** Asks for `host.ended(slot, how)` when this wasm greenlet ends; its result can be read during that call. */
export function setWatched(slot: i32): void {
  if (slot != 0) living(slot).traits |= WATCHED;
  verify();
}

/** A host greenlet has ended, whatever its state was: it leaves what it waits in, its joiners are woken, the slot is freed. */
export function release(slot: i32): void {
  if (slot != 0) life.end(living(slot), BY_RETURN);
  verify();
}

/** Ends a wasm greenlet at once: its frames are dropped, its waits are undone, its joiners are woken. 0: it is the running one, or FREE. */
export function kill(slot: i32): i32 {
  const done = slot != 0 && life.kill(at(slot));
  verify();
  return i32(done);
}

export function idOf(slot: i32): f64 {
  return slot == 0 ? 0 : <f64>at(slot).id;
}

/** The slot of a living greenlet, 0 when the id is stale or was never given out. */
export function slotOf(id: f64): i32 {
  const g = records.find(<u64>id);
  return g == null ? 0 : g.slot;
}

export function stateOf(slot: i32): i32 {
  return slot == 0 ? FREE : at(slot).state;
}

export function kindOf(slot: i32): i32 {
  return slot == 0 ? HOST : at(slot).kind;
}

/** What it waits for: the number its park was given (reasons.ts). */
export function reasonOf(slot: i32): i32 {
  return slot == 0 ? 0 : at(slot).reason;
}

/** 1: a timer is set that will make it ready. */
export function isTimed(slot: i32): i32 {
  return i32(slot != 0 && at(slot).timer != 0);
}

/** How its last wait ended. */
export function outcomeOf(slot: i32): i32 {
  return slot == 0 ? 0 : at(slot).outcome;
}

/**
 * The 64-bit word of the greenlet: what it received or was handed when it was made ready; in `host.ended` the result.
 * Slot 0: what the last channelReceiveHost for slot 0 took.
 */
export function valueOf(slot: i32): f64 {
  return reinterpret<f64>(valueBitsOf(slot));
}

export function setValue(slot: i32, value: f64): void {
  setValueBits(slot, reinterpret<u64>(value));
}

/** The same word as bits. */
export function valueBitsOf(slot: i32): u64 {
  return slot == 0 ? channels.taken : at(slot).value;
}

export function setValueBits(slot: i32, bits: u64): void {
  if (slot != 0) living(slot).value = bits;
}

/** Greenlets that are not FREE. */
export function nAlive(): i32 {
  return records.nAlive();
}

export function nReady(): i32 {
  return queue.nReady();
}

// ---- who runs

/** The running greenlet, 0 for the hub or main. */
export function currentSlot(): i32 {
  const g = current;
  return g == null ? 0 : g.slot;
}

/** The host says who runs now: it switches between greenlets that it owns without asking. */
export function setCurrent(slot: i32): void {
  makeCurrent(slot == 0 ? null : living(slot));
}

// ---- park and wake

/** NEW or PARKED -> READY at the tail of the queue; its waits are undone. Nothing in any other state. */
export function schedule(slot: i32): void {
  if (slot != 0) parking.schedule(living(slot));
  verify();
}

/** PARKED -> READY, 1. RUNNING, or NEW and the host's: its next park returns at once, 1. Anything else is left alone, 0. */
export function wake(slot: i32): i32 {
  const done = slot != 0 && parking.wake(living(slot), WOKEN);
  verify();
  return i32(done);
}

/** NEW or RUNNING -> PARKED. When a wake came before, READY instead. 1 parked, 0 ready. */
export function parkHost(slot: i32, reason: i32): i32 {
  const parked = slot != 0 && parking.parkFromHost(living(slot), reason, Infinity);
  verify();
  return i32(parked);
}

/** Like parkHost, and a timer makes it ready with the outcome TIMED_OUT at `deadline`. It may wait in a queue as well. */
export function sleepHost(slot: i32, reason: i32, deadline: f64): i32 {
  const parked = slot != 0 && parking.parkFromHost(living(slot), reason, deadline);
  verify();
  return i32(parked);
}

/** NEW or RUNNING -> READY at the tail. */
export function yieldHost(slot: i32): void {
  if (slot != 0) parking.yieldFromHost(living(slot));
  verify();
}

/**
 * Undoes what it waits in: timer, place in a wait queue, and a permit or item that was reserved for it but not yet
 * taken (that goes to the next in line). Its state stays.
 */
export function cancelWait(slot: i32): void {
  if (slot != 0) parking.cancelWait(living(slot));
  verify();
}

/** The host resumes this greenlet itself, outside the run loop: cancelWait, out of the ready queue, RUNNING. */
export function claim(slot: i32): void {
  if (slot != 0) parking.claim(living(slot));
  verify();
}

/** 1: enqueued, `slot` is made ready when the target ends (outcome FAILED if it failed). 0: the target is dead already. */
export function joinHost(slot: i32, targetId: f64): i32 {
  const enqueued = joins.enqueue(living(slot), <u64>targetId);
  verify();
  return i32(enqueued);
}

// ---- the run loop

/**
 * Resumes ready greenlets, at most `budget` times; when none is ready it fires the timers that are due by `now` (and were
 * set before this call) and goes on. Returns the number of resumes made; fewer than `budget` means that nothing is ready
 * and nothing is due.
 * Called from inside a wasm greenlet it does nothing, 0.
 */
export function run(budget: i32, now: f64): i32 {
  const n = loop.run(budget, now);
  verify();
  return n;
}

/** Fires the timers due by `now` that were set before this call; the number fired. */
export function fireTimers(now: f64): i32 {
  const n = timers.fire(now, timers.nSet());
  verify();
  return n;
}

/** Deadline of the next timer, Infinity when none is set. */
export function nextDeadline(): f64 {
  const deadline = timers.nextDeadline();
  verify();
  return deadline;
}

/** A timer of the host: `host.fired(payload)` at `deadline`. Returns a handle > 0. */
export function timerSet(deadline: f64, payload: i32): f64 {
  const handle = timers.setForHost(deadline, payload);
  verify();
  return <f64>handle;
}

/** 1: it was pending and will not fire. 0: it has fired, was cancelled, or the handle is stale. */
export function timerCancel(handle: f64): i32 {
  const done = timers.cancel(<u64>handle);
  verify();
  return i32(done);
}

export function nTimers(): i32 {
  return timers.nPending();
}

// ---- semaphore. Permits are handed to waiters in the order they came; nobody overtakes them.

/** 0 is never returned: a failed allocation traps while allocating() is 1. */
export function semNew(nPermits: i32): usize {
  const ptr = semaphores.make(nPermits);
  verify();
  return ptr;
}

/** 0 while somebody waits or holds a permit that it was handed and has not seen yet. */
export function semFree(ptr: usize): i32 {
  const done = semaphores.destroy(ptr);
  verify();
  return i32(done);
}

/** 1: got a permit. 0: none free; `slot` is enqueued (not if it is 0: then this is a try) and has to be parked by the host. */
export function semAcquireHost(ptr: usize, slot: i32): i32 {
  const got = semaphores.acquire(ptr, slot == 0 ? null : living(slot));
  verify();
  return i32(got);
}

export function semRelease(ptr: usize, nPermits: i32): void {
  semaphores.release(ptr, nPermits);
  verify();
}

/** Free permits. */
export function semCount(ptr: usize): i32 {
  return semaphores.count(ptr);
}

// ---- event

export function eventNew(): usize {
  const ptr = events.make();
  verify();
  return ptr;
}

/** 0 while somebody waits. */
export function eventFree(ptr: usize): i32 {
  const done = events.destroy(ptr);
  verify();
  return i32(done);
}

/** Wakes all who wait, in order; they stay woken even if clear() follows before they run. */
export function eventSet(ptr: usize): void {
  events.set(ptr);
  verify();
}

export function eventClear(ptr: usize): void {
  events.clear(ptr);
}

export function eventIsSet(ptr: usize): i32 {
  return i32(events.isSet(ptr));
}

/** 1: it is set. 0: `slot` is enqueued. */
export function eventWaitHost(ptr: usize, slot: i32): i32 {
  const isSet = events.wait(ptr, living(slot));
  verify();
  return i32(isSet);
}

// ---- channel of 64-bit words, bounded; capacity 0 is a rendezvous

export function channelNew(capacity: i32): usize {
  const ptr = channels.make(capacity);
  verify();
  return ptr;
}

/** 0 while somebody waits or has an item reserved. Items left in it are dropped. */
export function channelFree(ptr: usize): i32 {
  const done = channels.destroy(ptr);
  verify();
  return i32(done);
}

/** 1: sent. 0: no room; `slot` is enqueued with the value and is made ready once it was taken over (slot 0: a try). -1: closed. */
export function channelSendHost(ptr: usize, slot: i32, value: f64): i32 {
  return channelSendBitsHost(ptr, slot, reinterpret<u64>(value));
}

export function channelSendBitsHost(ptr: usize, slot: i32, bits: u64): i32 {
  const done = channels.send(ptr, slot == 0 ? null : living(slot), bits);
  verify();
  return done;
}

/**
 * 1: received, the item is valueOf(slot). 0: `slot` is enqueued; resumed with the outcome GRANTED it has the item in
 * valueOf(slot), with CLOSED there is none (slot 0: a try). -1: closed and empty.
 */
export function channelReceiveHost(ptr: usize, slot: i32): i32 {
  const done = channels.receive(ptr, slot == 0 ? null : living(slot));
  verify();
  return done;
}

/** Senders that wait are made ready with CLOSED, receivers too when no item is left for them. */
export function channelClose(ptr: usize): void {
  channels.close(ptr);
  verify();
}

/** Items in it. */
export function channelCount(ptr: usize): i32 {
  return channels.count(ptr);
}

// ---- segments: saved wasm frames of a greenlet whose other frames the host owns

export function segNew(): usize {
  const seg = segments.make();
  verify();
  return seg;
}

export function segFree(seg: usize): void {
  segments.destroy(seg);
  verify();
}

/**
 * To be called before and after the host calls into wasm code that may park (an export of a program), on behalf of a
 * greenlet: its managed values must lie where the collector looks for those of greenlets. `leave` takes what `enter`
 * returned. Not needed around segResume. Nothing happens in programs without a collector.
 */
export function segEnter(): usize {
  prepare();
  return shadow.enter();
}

export function segLeave(token: usize): void {
  shadow.leave(token);
}

/** After an unwinding left such a call: puts its frames on top of the segment. 1 done; 0 overrun: the frames are lost, the segment is as before. */
export function segCollect(seg: usize): i32 {
  const done = segments.collect(seg);
  verify();
  return i32(done);
}

/**
 * Re-enters the frames of the segment, innermost first. A value for the innermost pending call is set before with
 * gs.set_pending_*. 0: all have returned (the result is in gs.pending_*). 1: parked again, the new frames are on top
 * already. 2: overrun, all its frames are dropped.
 */
export function segResume(seg: usize): i32 {
  const how = segments.resume(seg);
  verify();
  return how;
}

/** Forgets its frames: an exception goes through them, or the greenlet is dead. */
export function segDrop(seg: usize): void {
  segments.drop(seg);
  verify();
}

/** 1 when it holds no frames. */
export function segIsEmpty(seg: usize): i32 {
  return i32(segments.isEmpty(seg));
}

// ---- trouble and figures

/**
 * After a trap or a foreign exception has left `run`, `segResume` or an export: state, shadow stack pointer and
 * allocator are as they were before that call. If a wasm greenlet was running, it ends with TRAPPED (OUT_OF_MEMORY
 * when allocating() was 1) and its slot, already freed, is returned; otherwise 0: who was current is so still.
 */
export function recover(): i32 {
  const slot = recovery.recover();
  verify();
  return slot;
}

/** 1 when a trap came from an allocation: the memory limit. `recover` clears it. */
export function allocating(): i32 {
  return i32(slab.isAllocating());
}

/** Bytes of records, blocks, timers and the like that belong to somebody living or pending. */
export function bytesUsed(): f64 {
  return <f64>(slab.bytesUsed() + <u64>records.nAlive() * records.RECORD_BYTES);
}

/** Bytes taken from the heap for them, free ones included. */
export function bytesReserved(): f64 {
  return <f64>slab.bytesReserved();
}

/** The number of the first invariant (invariants.ts) found broken, 0 when all hold. Debug builds trap after any call that breaks one. */
export function checkInvariants(): i32 {
  return firstBroken();
}
