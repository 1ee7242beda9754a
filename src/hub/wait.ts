/**
 * park and wake: the one way to block, on which everything that waits is built.
 *
 *     const waiter = beginWait('sleep');      who is to wait: the current greenlet, or a stand-in for main
 *     park(waiter, reason, on);               the engine knows it as parked; from here on it may be woken
 *     return suspend(waiter);                 leave; what this returns depends on the body (see DESIGN, section 3)
 *
 * W1: between beginWait and suspend nothing may throw, or the waiter must be given back with `abandonWait`.
 * W2: a wake never switches; it queues the waiter with the value that `suspend` ends with.
 * W3: who holds a waiter in a list sets `waitingOn`, so that a kill or a timeout can take it out (nothing is lost).
 */
import { HOST_RECORD, REASON, TIMED_OUT } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import { callbackBarrier, notYielded, plainBarrier } from '../errors/misuse.js';
import { importBarrier } from '../errors/wasm.js';
import { AWAY, type Continuation, canBeLeft, KIND, type WaitingOn } from '../frames/continuation.js';
import { callOff, lost } from '../frames/lost.js';
import { machine, UNWINDING, unwindTo } from '../frames/machine.js';
import { asyncOwner } from './async-context.js';
import { coarseNow, keepTime } from './coarse-clock.js';
import { bind, kick, now } from './hub.js';
import { StandIn } from './stand-in.js';

/** A greenlet as far as waiting knows it. */
interface Waiter extends Continuation {
  readonly name?: string;
}

/** Who waits if the caller blocks now. Throws where nobody can. `call` is the name in messages and dumps. */
export function beginWait(call: string): Continuation {
  checkMayWait(call);
  const c = machine.current;
  if (c.kind !== KIND.PLAIN && !canBeLeft(c)) {
    keepTime(now());
    return new StandIn(call, c.kind === KIND.ASYNC ? c : asyncOwner());
  }
  c.call = call;
  knowSlot(c);
  return c;
}

/** Throws where nobody can wait. */
export function checkMayWait(call: string): void {
  checkMayLeave(call);
  const c: Waiter = machine.current;
  if (c.kind === KIND.PLAIN && !canBeLeft(c)) throw plainBarrier(call, c.name ?? '');
  if (c.kind !== KIND.HUB) return;
  throw engine().currentSlot() === 0 ? callbackBarrier(call) : importBarrier(`an import, with ${call}()`);
}

/** Throws in a trace callback, and when the blocking call before this one was not handed over. */
export function checkMayLeave(call: string): void {
  if (machine.inCallback) throw callbackBarrier(call);
  if ($gsm === UNWINDING) throw tokenIgnored(machine.current);
  if (machine.forbidden !== null) throw machine.forbidden;
}

/** The call before this one was not handed over: it is called off, so that the greenlet can go on with the error. */
function tokenIgnored(c: Continuation): Error {
  if (c.kind === KIND.PLAIN) return lost({ kind: 'foreign' });
  const error = notYielded(c.call);
  callOff(error);
  return error;
}

/** Gives the engine a record for it. */
export function knowSlot(c: Continuation): void {
  if (c.slot !== 0) return;
  c.slot = engine().create(HOST_RECORD);
  bind(c.slot, c);
}

/**
 * Leaves the current body; ends with what `wake` or `wakeError` delivers. Who was killed and caught it gets the kill
 * again instead: through the ready queue, so that others run even if it never gives in.
 */
export function suspend(waiter: Continuation): unknown {
  const due = errorDue(waiter);
  if (due !== null) interrupt(waiter, due.error);
  if (waiter instanceof StandIn) return waiter.promise;
  return unwindTo(null, undefined, false);
}

function errorDue(waiter: Continuation): { error: unknown } | null {
  const c = waiter instanceof StandIn ? waiter.owner : waiter;
  if (c === null) return null;
  return c.dying === null ? (c.asyncFrame?.pending.shift() ?? null) : { error: c.dying };
}

/** Ends the wait of a parked continuation with an error, when it is next its turn. */
export function interrupt(waiter: Continuation, error: unknown): void {
  waiter.abandonWait();
  queueWith(waiter, error, true);
}

/** Queues a continuation that waits in nothing, with what its pending call ends with. */
export function queueWith(c: Continuation, value: unknown, failed: boolean): void {
  knowSlot(c);
  c.wakeValue = value;
  c.wakeFailed = failed;
  engine().parkHost(c.slot, REASON.SWITCH);
  engine().schedule(c.slot);
  kick();
}

/** The blocking call had its result at once: no park, but every body gets it as it gets a woken one. */
export function completed(call: string, value: unknown): unknown {
  checkMayLeave(call);
  const c = machine.current;
  if (c.dying !== null) {
    const waiter = beginWait(call);
    park(waiter, REASON.JOIN, null);
    return suspend(waiter);
  }
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
  waiter.since = coarseNow;
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
    if (engine().outcomeOf(c.slot) === TIMED_OUT) on.timedOut?.(c);
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
  c.away = AWAY.NO;
  if (on !== null) on.forget(c);
  c.wakeValue = undefined;
  c.wakeFailed = false;
  if (c.slot !== 0) engine().claim(c.slot);
}
