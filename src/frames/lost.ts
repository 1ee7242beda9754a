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
 */
import { type Foreign, foreignFrame } from '../errors/compiled.js';
import type { BarrierError } from '../errors/greenspool-error.js';
import type { Continuation } from './continuation.js';
import { goOn } from './frame.js';
import { machine, RUNNING, takeFrames } from './machine.js';

/** Calls the unwinding of the current continuation off, finishes its inner frames, and returns the error for the rest. */
export function lost(foreign: Foreign): BarrierError {
  const c: Continuation & { readonly name?: string } = machine.current;
  const error = foreignFrame(c.call, c.name ?? '', foreign);
  callOff(error);
  return error;
}

/** The same with an error of the caller's. */
export function callOff(error: Error, c: Continuation = machine.current): void {
  c.abandonWait();
  const { current, forbidden } = machine;
  const { isLight } = c;
  c.isLight = false;
  machine.current = c;
  machine.args = null;
  machine.forbidden = error;
  try {
    finish(error);
  } finally {
    machine.forbidden = forbidden;
    machine.current = current;
    c.isLight = isLight && c.dying === null;
  }
}

/** The frames get the error in turn; what comes out of the outermost would be for the foreign frame, and is dropped. */
function finish(error: Error): void {
  let value: unknown = error;
  let failed = true;
  let frame = takeFrames();
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
}
