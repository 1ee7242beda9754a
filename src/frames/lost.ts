/**
 * What happens when an unwinding meets a frame that takes no part in it: native code, or a function that was not
 * compiled. It has returned something of its own, has thrown, or calls back; so the park is called off.
 *
 *     ▲ site of a compiled function     gets the error (thrown here, or raised in its frame)
 *     │ foreign frame                   goes on, or is over: nothing can be done for it
 *     │ inner frames, saved already     get the error first, innermost first: their `finally` blocks run
 *     └ the blocking call               never happened; the greenlet is in no queue and has no timer
 * L1: While the inner frames finish, a blocking call in them throws the same error at once.
 * L2: Afterwards the mode is RUNNING and the greenlet goes on with the error; no other greenlet takes notice.
 * L3: A call that has another way to its result (`WaitingOn.instead`) takes that, if nothing foreign has seen the token: the
 *     inner frames get the result in place of an error, and what comes out of the outermost is what its caller gets.
 */
import { type Foreign, foreignFrame, foreignName } from '../errors/compiled.js';
import type { BarrierError } from '../errors/greenspool-error.js';
import type { Continuation } from './continuation.js';
import { type Frame, goOn } from './frame.js';
import { machine, RUNNING, takeFrames } from './machine.js';

/** Calls the unwinding of the current continuation off, finishes its inner frames, and returns the error for the rest. */
export function lost(foreign: Foreign): BarrierError {
  const error = barrierOf(machine.current, foreign);
  callOff(error);
  return error;
}

function barrierOf(c: Continuation & { readonly name?: string }, foreign: Foreign): BarrierError {
  return foreignFrame(c._call, c.name ?? '', foreign);
}

/** The same with an error of the caller's; what the inner frames come to would be for the foreign frame, and is dropped. */
export function callOff(error: Error, c: Continuation = machine.current): void {
  c._abandonWait();
  withoutBlocking(c, error, () => finish(takeFrames(), error, true));
}

/** Told of each call that took its other way: the call, and who could not be left. */
let onInstead: (call: string, by: string) => void = () => undefined;

export function setInsteadHook(hook: typeof onInstead): void {
  onInstead = hook;
}

/**
 * A compiled function that cannot be left has called something that parks. Goes on without parking where the blocking call has
 * another way, and returns what the function called comes to, or throws it; if there is no other way, that is the error.
 */
export function withoutLeaving(foreign: Foreign): unknown {
  const c = machine.current;
  const { _waitingOn: waitingOn } = c;
  if (waitingOn?.instead === undefined) throw lost(foreign);
  const error = barrierOf(c, foreign);
  onInstead(c._call, foreignName(foreign));
  c._abandonWait();
  const outcome = withoutBlocking(c, error, () => {
    const frames = takeFrames();
    const { value, failed } = outcomeOf(() => waitingOn.instead?.());
    return finish(frames, value, failed);
  });
  if (outcome.failed) throw outcome.value;
  return outcome.value;
}

function withoutBlocking<T>(c: Continuation, error: Error, fn: () => T): T {
  const { current, forbidden } = machine;
  const { _isLight: isLight } = c;
  c._isLight = false;
  machine.current = c;
  machine.args = null;
  machine.forbidden = error;
  try {
    return fn();
  } finally {
    machine.forbidden = forbidden;
    machine.current = current;
    c._isLight = isLight && c._dying === null;
  }
}

interface Outcome {
  value: unknown;
  failed: boolean;
}

function outcomeOf(fn: () => unknown): Outcome {
  try {
    return { value: fn(), failed: false };
  } catch (error) {
    return { value: error, failed: true };
  }
}

/** The frames go on in turn, each with what the one inside it came to. */
function finish(innermost: Frame | null, value: unknown, failed: boolean): Outcome {
  let frame = innermost;
  while (frame !== null) {
    const { next } = frame;
    frame.next = null;
    try {
      value = goOn(frame, value, failed);
      failed = false;
    } catch (thrown) {
      value = thrown;
      failed = true;
    }
    $gsm = RUNNING; // a generator may have yielded something: it is not waited for
    frame = next;
  }
  return { value, failed };
}
