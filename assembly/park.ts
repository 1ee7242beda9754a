// Park and wake, the one blocking primitive. A wake never switches: it makes ready.
//
// A wait can end in four ways (what it waited for comes, its timer, a wake by hand, a kill), and whichever is first
// undoes the rest. What was granted to a greenlet that then never runs goes to the next in line (invariant 9).

import * as channels from './channel';
import * as queue from './ready-queue';
import { Greenlet, current } from './records';
import * as semaphores from './semaphore';
import { HAS_ITEM, HAS_PERMIT, HOST_TOP, NEW, PARKED, READY, RUNNING, WAITING, WAKE_PENDING, WOKEN } from './states';
import * as timers from './timers';
import * as waiting from './wait-queue';

/**
 * The running wasm greenlet parks: it is PARKED, and its next step must be `unwind` (lib/blocking.ts). Whoever is to wake
 * it, a timer or a wait queue, has been told before. False: a wake had come before, and there is nothing to wait for.
 */
export function begin(reason: i32): bool {
  const g = current!;
  if (g.has(WAKE_PENDING)) {
    acceptWake(g);
    return false;
  }
  g.state = PARKED;
  g.why = <u8>reason;
  return true;
}

/** A wake that came while it ran ends the wait that it was about to begin; what came with it is accepted. */
function acceptWake(g: Greenlet): void {
  settle(g);
  g.flags &= WAITING;
  cancelWait(g);
}

/** The host parks a greenlet whose innermost frames are its own. False: a wake had come before, it is READY. */
export function parkFromHost(g: Greenlet, reason: i32, deadline: f64): bool {
  if (g.has(WAKE_PENDING)) {
    g.flags &= ~WAKE_PENDING;
    if (g.has(WAITING)) waiting.leave(g); // it lined up after that wake
    yieldFromHost(g);
    return false;
  }
  if (deadline < Infinity) timers.setFor(g, deadline);
  markHostTop(g);
  g.state = PARKED;
  g.why = <u8>reason;
  return true;
}

/** READY at the tail. */
export function yieldFromHost(g: Greenlet): void {
  markHostTop(g);
  queue.makeReady(g);
}

function markHostTop(g: Greenlet): void {
  if (!g.isOfHost) g.traits |= HOST_TOP;
}

/**
 * PARKED -> READY with this outcome. While it runs, the wake is remembered; so it is for a host greenlet that is NEW, which
 * may park without ever having run. False in any other state.
 */
export function wake(g: Greenlet, outcome: u8): bool {
  const state = g.state;
  if (state != PARKED && state != RUNNING && !(state == NEW && g.isOfHost)) return false;
  if (g.timer != 0) timers.cancelOf(g);
  if (g.has(WAITING)) waiting.leave(g);
  g.why = outcome;
  if (state == PARKED) queue.makeReady(g);
  else g.flags |= WAKE_PENDING;
  return true;
}

export function schedule(g: Greenlet): void {
  if (g.state != NEW && g.state != PARKED) return;
  cancelWait(g);
  g.why = WOKEN;
  queue.makeReady(g);
}

/** Undoes everything it waits in, and hands on what it was granted and has not seen. */
export function cancelWait(g: Greenlet): void {
  if (g.timer != 0) timers.cancelOf(g);
  const flags = g.flags;
  if (flags == 0) return;
  g.flags = 0;
  if (flags & WAITING) waiting.leave(g);
  if (flags & HAS_PERMIT) semaphores.handOn(g.queue);
  if (flags & HAS_ITEM) channels.handOn(g.queue);
}

/** What it was granted is its own from now on: it runs. */
export function settle(g: Greenlet): void {
  if (g.has(HAS_PERMIT)) semaphores.accept(g.queue);
  if (g.has(HAS_ITEM)) channels.accept(g.queue, g);
}

export function claim(g: Greenlet): void {
  cancelWait(g);
  if (g.state == READY) queue.takeOut(g);
  g.enter(RUNNING);
  g.why = WOKEN;
}
