/** setTrace: a callback that sees every switch, as greenlet's settrace. */
import { type Continuation, KIND } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { addTransferHook, removeTransferHook } from '../frames/transfers.js';
import { asCallback } from './callback.js';
import type { Greenlet } from './greenlet.js';
import { report } from './report.js';

/** `event` is 'throw' when an error is delivered to the target; then `error` is that error. */
export type TraceCallback = (event: 'switch' | 'throw', origin: Greenlet, target: Greenlet, error?: unknown) => void;

let callback: TraceCallback | null = null;

/**
 * Calls `wanted` at every switch, before the target goes on; null ends the tracing. Returns the callback before.
 * The callback may not block (GS_BLOCKING_IN_CALLBACK). If it throws, tracing ends and the error goes to the target.
 *
 * @example
 * setTrace((event, origin, target) => console.log(event, origin.name, '->', target.name));
 */
export function setTrace(wanted: TraceCallback | null): TraceCallback | null {
  const before = callback;
  callback = wanted;
  if (wanted === null) removeTransferHook(traced);
  else addTransferHook(traced);
  return before;
}

/** The callback of setTrace, or null. */
export function getTrace(): TraceCallback | null {
  return callback;
}

function traced(from: Continuation, to: Continuation): void {
  const { value, failed } = machine;
  try {
    asCallback(() => {
      if (failed) callback?.('throw', from as Greenlet, to as Greenlet, value);
      else callback?.('switch', from as Greenlet, to as Greenlet);
    });
  } catch (error) {
    setTrace(null);
    const nobody = to._kind === KIND.HUB || (to._kind === KIND.MAIN && !machine.mainGot);
    if (nobody) report(error, null);
    else {
      machine.value = error;
      machine.failed = true;
    }
  }
}
