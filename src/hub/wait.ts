/**
 * park and wake: the one way to block, on which everything that waits is built.
 *
 *     const waiter = beginWait('sleep');      who is to wait: the current greenlet, or a stand-in for main
 *     park(waiter, reason, on);               the engine knows it as parked; from here on it may be woken
 *     return suspend(waiter);                 leave; what this returns depends on the body (see DESIGN, section 3)
 *
 * W1: between beginWait and suspend nothing may throw, or the waiter must be given back with `abandonWait`.
 * W2: a wake never switches; it queues the waiter with the value that `suspend` ends with.
 * W3: who holds a waiter in a list sets `_waitingOn`, so that a kill or a timeout can take it out (nothing is lost).
 * W4: what must not be lost (a permit, an item) is handed over with `grant`. It is the waiter's when it runs; if it is ended
 *     before that, `_waitingOn.forget` gets it back.
 * W5: a call that need not wait asks `canComplete` before it takes anything, and ends with `complete`.
 */
import { HOST_RECORD, REASON, STATE } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import { callbackBarrier, notYielded, plainBarrier } from '../errors/misuse.js';
import { importBarrier } from '../errors/wasm.js';
import { AWAY, type Continuation, canBeLeft, KIND, type WaitingOn, WOKEN } from '../frames/continuation.js';
import { callOff, lost } from '../frames/lost.js';
import { machine, UNWINDING, unwindTo } from '../frames/machine.js';
import { COMMON, type HeldError } from '../frames/rare.js';
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
  if (c._kind !== KIND.PLAIN && !canBeLeft(c)) {
    keepTime(now());
    return new StandIn(call, c._kind === KIND.ASYNC ? c : asyncOwner());
  }
  c._call = call;
  knowSlot(c);
  return c;
}

/** Throws where nobody can wait. */
export function checkMayWait(call: string): void {
  checkMayLeave(call);
  const c: Waiter = machine.current;
  if (c._kind === KIND.PLAIN && !canBeLeft(c)) throw plainBarrier(call, c.name ?? '');
  if (c._kind !== KIND.HUB) return;
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
  if (c._kind === KIND.PLAIN) return lost({ kind: 'foreign' });
  const error = notYielded(c._call);
  callOff(error);
  return error;
}

/** Gives the engine a record for it. */
export function knowSlot(c: Continuation): void {
  if (c._slot !== 0) return;
  c._slot = engine().create(HOST_RECORD);
  bind(c._slot, c);
}

/**
 * Leaves the current body; ends with what `wake` or `wakeError` delivers. Who was killed and caught it gets the kill
 * again instead: through the ready queue, so that others run even if it never gives in.
 */
export function suspend(waiter: Continuation): unknown {
  if (waiter._kind === KIND.STAND_IN) return suspendStandIn(waiter as StandIn);
  if (waiter._rare !== COMMON) interruptIfDue(waiter, waiter);
  return unwindTo(null, undefined, false);
}

function suspendStandIn(waiter: StandIn): Promise<unknown> {
  if (waiter.owner !== null) interruptIfDue(waiter, waiter.owner);
  return waiter.promise;
}

/** What is on its way to `c` ends the wait at once. */
function interruptIfDue(waiter: Continuation, c: Continuation): void {
  const due = errorDue(c);
  if (due !== null) interrupt(waiter, due.error);
}

function errorDue(c: Continuation): { error: unknown } | null {
  if (c._rare === COMMON) return null;
  const { dying, asyncFrame } = c._rare;
  return dying === null ? (asyncFrame?.pending.shift() ?? takeHeld(c)) : { error: dying };
}

/** The next blocking call of this continuation is not to wait, but to throw. */
export function mustThrow(c: Continuation): boolean {
  return c._rare !== COMMON && (c._rare.dying !== null || findHeld(c) !== undefined);
}

/** Takes an error that was kept for this continuation and may be thrown now. */
export function takeHeld(c: Continuation): HeldError | null {
  const held = findHeld(c);
  if (held === undefined) return null;
  c._rare.held?.splice(c._rare.held.indexOf(held), 1);
  held.delivered();
  return held;
}

function findHeld({ _rare: { held, shield } }: Continuation): HeldError | undefined {
  return held === null || held.length === 0 ? undefined : held.find((one) => one.shield === shield);
}

/**
 * Throws at the pending park; at the next one when there is none, because its wait is over and it is about to run, or
 * when it is in a shield. So what it has been given is not lost.
 */
export function throwAtPark(c: Continuation, held: HeldError): void {
  if (c._rare.shield === held.shield && isParked(c)) {
    const { error } = held;
    held.delivered();
    interrupt(c, error);
    return;
  }
  const { _ownRare: ownRare } = c;
  ownRare.held ??= [];
  ownRare.held.push(held);
  c._isLight = false;
}

function isParked(c: Continuation): boolean {
  if (c._asyncFrame !== null) return c._asyncFrame.canBeRaised;
  return c._away !== AWAY.NO || (c._slot !== 0 && engine().stateOf(c._slot) === STATE.PARKED);
}

/** Ends the wait of a parked continuation with an error, when it is next its turn. */
export function interrupt(waiter: Continuation, error: unknown): void {
  waiter._abandonWait();
  queueWith(waiter, error, true);
}

/** Queues a continuation that waits in nothing, with what its pending call ends with. */
export function queueWith(c: Continuation, value: unknown, failed: boolean): void {
  knowSlot(c);
  c._wakeValue = value;
  c._wakeFailed = failed;
  engine().parkHost(c._slot, REASON.SWITCH);
  engine().schedule(c._slot);
  kick();
}

/**
 * Whether a blocking call that has its result may end with it at once. False when an error is on its way to the caller, which
 * it gets in the wait that it must begin then. Throws where nothing may be left.
 */
export function canComplete(call: string): boolean {
  checkMayLeave(call);
  const c = machine.current;
  if (mustThrow(c)) return false;
  if (c._kind !== KIND.MAIN && c._kind !== KIND.ASYNC) return true;
  const owner = c._kind === KIND.ASYNC ? c : asyncOwner();
  return owner === null || !(mustThrow(owner) || (owner._asyncFrame?.pending.length ?? 0) > 0);
}

/** After `canComplete`: no park, but every body gets the result as it gets a woken one. */
export function complete(call: string, value: unknown): unknown {
  const c = machine.current;
  if (c._kind === KIND.GENERATOR) {
    c._call = call;
    return unwindTo(c, value, false);
  }
  return c._kind === KIND.PLAIN || c._kind === KIND.HUB || c._kind === KIND.WASM ? value : Promise.resolve(value);
}

/** The blocking call had its result at once, and it took nothing for it. */
export function completed(call: string, value: unknown): unknown {
  return canComplete(call) ? complete(call, value) : interrupted(call);
}

/** The blocking call fails at once: thrown, or a rejected promise where it returns promises. */
export function failed(call: string, error: unknown): unknown {
  if (!canComplete(call)) return interrupted(call);
  const { _kind: kind } = machine.current;
  if (kind === KIND.MAIN || kind === KIND.ASYNC) return Promise.reject(error);
  throw error;
}

/** The error that is on its way to the caller reaches it here. */
function interrupted(call: string): unknown {
  const waiter = beginWait(call);
  park(waiter, REASON.JOIN, null);
  return suspend(waiter);
}

/** Parks the waiter until somebody wakes it, or until the timeout (in ms, undefined: none) is over. */
export function park(waiter: Continuation, reason: number, on: WaitingOn | null, timeout?: number): void {
  if (timeout === undefined || timeout === Number.POSITIVE_INFINITY) engine().parkHost(waiter._slot, reason);
  else parkUntil(waiter, reason, now() + timeout);
  waiter._waitingOn = on;
  waiter._since = coarseNow;
}

function parkUntil(waiter: Continuation, reason: number, deadline: number): void {
  try {
    engine().sleepHost(waiter._slot, reason, deadline);
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

/** Queues a parked waiter with something that goes back through `_waitingOn.forget` if it never runs (W4). */
export function grant(waiter: Continuation, value: unknown): void {
  waiter._wakeValue = value;
  waiter._wokenAs = WOKEN.GRANTED;
  engine().wake(waiter._slot);
  kick();
}

function ready(waiter: Continuation, value: unknown, failed: boolean): void {
  waiter._wakeValue = value;
  waiter._wakeFailed = failed;
  waiter._waitingOn = null;
  engine().wake(waiter._slot);
  kick();
}

/** What the engine woke it with: takes it, and tells a list that still holds the waiter that somebody else came first. */
export function takeWake(c: Continuation): void {
  const on = c._waitingOn;
  if (on !== null) {
    c._waitingOn = null;
    if (!c._wakeGranted) {
      on.forget(c);
      on.timedOut?.(c);
    }
  }
  machine.value = c._wakeValue;
  machine.failed = c._wakeFailed;
  c._wakeValue = undefined;
  c._wakeFailed = false;
}

/** Takes a continuation out of whatever it waits in. */
export function abandonWait(c: Continuation): void {
  const on = c._waitingOn;
  c._waitingOn = null;
  c._away = AWAY.NO;
  if (on !== null) on.forget(c);
  c._wakeValue = undefined;
  c._wakeFailed = false;
  c._cargo = undefined;
  if (c._slot !== 0) engine().claim(c._slot);
}
