/**
 * park and wake: the one way to block, on which everything that waits is built.
 *
 *     const waiter = beginWait('sleep');      who is to wait: the current greenlet, or a stand-in for main
 *     parkWith(waiter, ...);                  the engine knows it as parked; from here on it may be woken
 *     return suspend(waiter);                 leave; what this returns depends on the body (see DESIGN, section 3)
 *
 * W1: between beginWait and suspend nothing may throw, or the waiter must be given back with `abandonWait`.
 * W2: a wake never switches; it queues the waiter with the value that `suspend` ends with.
 * W3: who holds a waiter in a list sets `waitingOn`, so that a kill or a timeout can take it out (nothing is lost).
 */
import { HOST_RECORD } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import { callbackBarrier, notYielded, plainBarrier } from '../errors/misuse.js';
import { importBarrier } from '../errors/wasm.js';
import type { AsyncFrame } from '../frames/async-frame.js';
import { type Continuation, KIND, type WaitingOn } from '../frames/continuation.js';
import { cancelUnwinding, machine, RUNNING, unwindTo } from '../frames/machine.js';
import { asyncOwner } from './async-context.js';
import { bind, kick, now } from './hub.js';
import { StandIn } from './stand-in.js';

/** A greenlet as far as waiting knows it. */
interface Waiter extends Continuation {
  readonly name?: string;
  readonly asyncFrame?: AsyncFrame | null;
  /** A kill that the body swallowed; it is thrown again at the next blocking call. */
  dying?: Error | null;
}

/** Who waits if the caller blocks now. Throws where nobody can. `call` is the name in messages and dumps. */
export function beginWait(call: string): Continuation {
  const c: Waiter = machine.current;
  checkMayLeave(call);
  switch (c.kind) {
    case KIND.GENERATOR:
    case KIND.WASM:
      if (c.dying) throw c.dying;
      c.call = call;
      knowSlot(c);
      return c;
    case KIND.PLAIN:
      throw plainBarrier(call, c.name ?? '');
    case KIND.HUB:
      throw engine().currentSlot() === 0 ? callbackBarrier(call) : importBarrier(`an import, with ${call}()`);
    default:
      return standIn(call, c.kind === KIND.ASYNC ? c : asyncOwner());
  }
}

/** Throws in a trace callback, and when the blocking call before this one was not handed over. */
export function checkMayLeave(call: string): void {
  if (machine.inCallback) throw callbackBarrier(call);
  if (machine.mode !== RUNNING) throw forgottenYield(machine.current);
}

/** The call before this one was not handed over: it is called off, so that the greenlet can go on with the error. */
function forgottenYield(c: Continuation): Error {
  cancelUnwinding();
  c.abandonWait();
  return notYielded(c.call);
}

function standIn(call: string, owner: Waiter | null): StandIn {
  const frame = owner?.asyncFrame;
  if (owner?.dying) throw owner.dying;
  if (frame?.pending) {
    const { error } = frame.pending;
    frame.pending = null;
    throw error;
  }
  return new StandIn(call, frame?.waits ?? null);
}

/** Gives the engine a record for it. */
export function knowSlot(c: Continuation): void {
  if (c.slot !== 0) return;
  c.slot = engine().create(HOST_RECORD);
  bind(c.slot, c);
}

/** Leaves the current body; ends with what `wake` or `wakeError` delivers. */
export function suspend(waiter: Continuation): unknown {
  if (waiter instanceof StandIn) return waiter.promise;
  return unwindTo(null, undefined, false);
}

/** The blocking call had its result at once: no park, but every body gets it as it gets a woken one. */
export function completed(call: string, value: unknown): unknown {
  checkMayLeave(call);
  const c = machine.current;
  if (c.kind === KIND.GENERATOR) {
    c.call = call;
    return unwindTo(c, value, false);
  }
  return c.kind === KIND.PLAIN || c.kind === KIND.HUB || c.kind === KIND.WASM ? value : Promise.resolve(value);
}

/** Parks the waiter until somebody wakes it, or until the timeout (in ms, undefined: none) is over. */
export function park(waiter: Continuation, reason: number, on: WaitingOn | null, timeout?: number): void {
  if (timeout === undefined || timeout === Number.POSITIVE_INFINITY) engine().parkHost(waiter.slot, reason);
  else parkUntil(waiter, reason, now() + timeout);
  waiter.waitingOn = on;
}

function parkUntil(waiter: Continuation, reason: number, deadline: number): void {
  try {
    engine().sleepHost(waiter.slot, reason, deadline);
  } catch (error) {
    if (waiter instanceof StandIn) waiter.discard();
    throw error; // no memory for the timer: nothing has been parked
  }
  kick();
}

/** Queues a parked waiter with its result. */
export function wake(waiter: Continuation, value: unknown): void {
  ready(waiter, value, false);
}

/** Queues a parked waiter with an error to be thrown at its blocking call. */
export function wakeError(waiter: Continuation, error: unknown): void {
  ready(waiter, error, true);
}

function ready(waiter: Continuation, value: unknown, failed: boolean): void {
  waiter.wakeValue = value;
  waiter.wakeFailed = failed;
  waiter.waitingOn = null;
  engine().wake(waiter.slot);
  kick();
}

/** What the engine woke it with: takes it, and tells a list that still holds the waiter that its timer came first. */
export function takeWake(c: Continuation): void {
  const on = c.waitingOn;
  if (on !== null) {
    c.waitingOn = null;
    on.forget(c);
    on.timedOut?.(c);
  }
  machine.value = c.wakeValue;
  machine.failed = c.wakeFailed;
  c.wakeValue = undefined;
  c.wakeFailed = false;
}

/** Takes a continuation out of whatever it waits in. */
export function abandonWait(c: Continuation): void {
  const on = c.waitingOn;
  c.waitingOn = null;
  if (on !== null) on.forget(c);
  c.wakeValue = undefined;
  c.wakeFailed = false;
  if (c.slot !== 0) engine().claim(c.slot);
}
