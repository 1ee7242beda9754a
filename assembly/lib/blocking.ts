// Everything in which wasm code parks, and the blocking calls that concern nobody else.
//
// These functions are inlined, by decorators that linters cannot parse, so this is the only file that has them. A function
// that calls `unwind` has a frame of its own, which is saved and entered again at every switch: with two such functions
// between a body and the switch it took 32 ns instead of 16.

import { unwind } from '../greenspool';
import * as parking from '../park';
import * as queue from '../ready-queue';
import { current, find } from '../records';
import { PARK, SLEEP, SWITCH } from '../reasons';
import { PARKED, WAKE_PENDING, WOKEN } from '../states';
import * as timers from '../timers';
import { deadlineAfter, running } from './running';

/** Parks the running greenlet, with a timer unless the deadline is infinite; the outcome. */
@inline export function parkUntil(deadline: f64, reason: i32): i32 {
  if (beginUntil(deadline, reason)) unwind();
  return current!.why;
}

function beginUntil(deadline: f64, reason: i32): bool {
  if (deadline != Infinity) timers.setFor(current!, deadline);
  return parking.begin(reason);
}

/** Parks until somebody calls `wake` for this greenlet; what they handed over. A wake that came before ends it at once. */
@inline export function park(): u64 {
  if (beginPark()) unwind();
  return current!.value;
}

function beginPark(): bool {
  const g = running();
  if (!g.has(WAKE_PENDING)) g.value = 0;
  return parking.begin(PARK);
}

/**
 * Makes a parked greenlet ready and hands it `value`; it runs when its turn comes. While it runs, its next park returns
 * at once. False: it is dead, or ready already. Does not switch.
 */
export function wake(id: u64, value: u64 = 0): bool {
  const g = find(id);
  if (g == null || !parking.wake(g, WOKEN)) return false;
  g.value = value;
  return true;
}

/** Lets `ms` milliseconds pass; 0 lets the others that are ready run first. */
@inline export function sleep(ms: f64): void {
  if (beginSleep(ms)) unwind();
}

function beginSleep(ms: f64): bool {
  const g = running();
  if (ms > 0) return beginUntil(deadlineAfter(ms), SLEEP);
  queue.makeReady(g);
  return true;
}

/** Lets the others that are ready run first. */
@inline export function yieldNow(): void {
  queue.makeReady(running());
  unwind();
}

/**
 * Parks and runs `id` next, whatever that waited for (it is as if somebody woke it). It gets `value`, and what somebody
 * hands back with switchTo or wake is returned. Traps when it is dead or the caller itself.
 */
@inline export function switchTo(id: u64, value: u64 = 0): u64 {
  beginSwitch(id, value);
  unwind();
  return current!.value;
}

function beginSwitch(id: u64, value: u64): void {
  const me = running();
  const target = find(id);
  if (target == null) throw new Error('greenspool: switchTo a greenlet that is dead');
  if (target == me) throw new Error('greenspool: switchTo the greenlet that is running');
  parking.claim(target);
  target.value = value;
  queue.makeNext(target);
  me.state = PARKED;
  me.why = <u8>SWITCH;
}
