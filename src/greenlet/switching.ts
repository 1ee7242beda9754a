/** The switch: from whom, to whom, and what each kind of body gets for it. */
import { REASON } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import { callbackBarrier, plainBarrier } from '../errors/misuse.js';
import { AsyncFrame, switchIntoAsync } from '../frames/async-frame.js';
import { AWAY, type Continuation, canBeLeft, KIND } from '../frames/continuation.js';
import { machine, unwindTo } from '../frames/machine.js';
import { enterBySwitch } from '../frames/trampoline.js';
import { beginWait, checkMayLeave, mustThrow, park, suspend } from '../hub/wait.js';
import { getCurrent } from './current.js';
import type { Greenlet } from './greenlet.js';
import { checkGreenlet, deadTarget, intoHub, intoWasm, mainBlocked, mainNotWaiting, selfSwitch } from './refusals.js';

/** Switches to `target` with a value or an error; what is returned depends on the body it is called from. */
export function transfer(
  target: Greenlet,
  api: 'switch' | 'throw',
  args: unknown[],
  value: unknown,
  failed: boolean,
): unknown {
  const from = getCurrent();
  checkMayLeave(api);
  checkTarget(checkGreenlet(api, target), api, from);
  if (from._kind === KIND.PLAIN && !canBeLeft(from)) throw plainBarrier(api, from.name);
  if (from._kind === KIND.HUB) throw callbackBarrier(api);
  if (mustThrow(from)) return suspend(parked(api));
  if (from._kind === KIND.ASYNC) return switchFromAsync(from, target, api, args, value, failed);
  machine.args = args;
  if (from._kind === KIND.MAIN) return switchFromMain(target, value, failed);
  from._call = api;
  from._away = from._isLight && api === 'switch' ? AWAY.FREE : AWAY.SWITCHED;
  if (from._slot !== 0) engine().parkHost(from._slot, REASON.SWITCH);
  return unwindTo(target, value, failed);
}

/** Who was killed and caught it does not get away by a switch; nor who is due a timeout. */
function parked(api: string): Continuation {
  const waiter = beginWait(api);
  park(waiter, REASON.SWITCH, null);
  return waiter;
}

function checkTarget(target: Greenlet, api: string, from: Greenlet): void {
  if (target === from) throw selfSwitch(api, target);
  if (target.dead) throw deadTarget(api, target);
  if (target._kind === KIND.HUB) throw intoHub(api);
  if (!target._canBeReached) throw intoWasm(api, target);
  if (target._kind === KIND.MAIN && !machine.mainWaits) throw mainNotWaiting(api);
  const root = target._frames;
  if (api === 'switch' && root instanceof AsyncFrame && !root.isSwitchedAway) throw switchIntoAsync(target.name);
}

/** Main stays on the native stack, below the trampoline, until somebody switches back or a child's result arrives. */
function switchFromMain(target: Greenlet, value: unknown, failed: boolean): unknown {
  machine.value = value;
  machine.failed = failed;
  machine.mainWaits = true;
  machine.mainGot = false;
  try {
    enterBySwitch(target);
  } finally {
    machine.mainWaits = false;
  }
  if (!machine.mainGot) throw mainBlocked(target);
  const { value: result, failed: thrown } = machine;
  machine.value = undefined;
  machine.failed = false;
  if (thrown) throw result;
  return result;
}

/** The body awaits a promise; the target runs as soon as the body has given up the native stack. */
function switchFromAsync(
  from: Greenlet,
  target: Greenlet,
  api: 'switch' | 'throw',
  args: unknown[],
  value: unknown,
  failed: boolean,
): unknown {
  const promise = (from._asyncFrame as AsyncFrame).switchedAway();
  from._call = api;
  from._away = AWAY.SWITCHED;
  queueMicrotask(() => {
    if (from._away === AWAY.NO || from._dying !== null) return; // it has been killed, or somebody was faster
    const refusal = refusalOf(target, api, from);
    machine.args = refusal === null ? args : null;
    machine.value = refusal ?? value;
    machine.failed = refusal === null ? failed : true;
    enterBySwitch(refusal === null ? target : from);
  });
  return promise;
}

/** The target may have died, or main may have stopped waiting, since the call. */
function refusalOf(target: Greenlet, api: string, from: Greenlet): unknown {
  try {
    checkTarget(target, api, from);
    return null;
  } catch (error) {
    return error;
  }
}
