/** The switch: from whom, to whom, and what each kind of body gets for it. */
import { REASON } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import { callbackBarrier, plainBarrier } from '../errors/misuse.js';
import { AsyncFrame, switchIntoAsync } from '../frames/async-frame.js';
import { KIND } from '../frames/continuation.js';
import { machine, unwindTo } from '../frames/machine.js';
import { trampoline } from '../frames/trampoline.js';
import { asyncOwner } from '../hub/async-context.js';
import { checkMayLeave } from '../hub/wait.js';
import type { Greenlet } from './greenlet.js';
import { checkGreenlet, deadTarget, mainBlocked, mainNotWaiting, selfSwitch } from './refusals.js';

/** Switches to `target` with a value or an error; what is returned depends on the body it is called from. */
export function transfer(
  target: Greenlet,
  api: 'switch' | 'throw',
  args: unknown[],
  value: unknown,
  failed: boolean,
): unknown {
  const from = (asyncOwnerOr(machine.current) ?? machine.current) as Greenlet;
  checkTarget(checkGreenlet(api, target), api, from);
  if (from.kind === KIND.PLAIN) throw plainBarrier(api, from.name);
  if (from.kind === KIND.HUB) throw callbackBarrier(api);
  if (!target.started && args.length > 0) target.setArguments(args);
  target.abandonWait();
  if (target.dying !== null) return leave(from, target, api, target.dying, true); // a kill is on its way to it
  return leave(from, target, api, value, failed);
}

function leave(from: Greenlet, target: Greenlet, api: string, value: unknown, failed: boolean): unknown {
  if (from.kind === KIND.MAIN) return switchFromMain(target, value, failed);
  from.call = api;
  if (from.kind === KIND.ASYNC) return switchFromAsync(from, target, value, failed);
  if (from.slot !== 0) engine().parkHost(from.slot, REASON.SWITCH);
  return unwindTo(target, value, failed);
}

function asyncOwnerOr(current: { kind: number }) {
  return current.kind === KIND.MAIN ? asyncOwner() : null;
}

function checkTarget(target: Greenlet, api: string, from: Greenlet): void {
  checkMayLeave(api);
  if (target === from) throw selfSwitch(api, target);
  if (target.dead) throw deadTarget(api, target);
  if (target.kind === KIND.HUB) throw callbackBarrier(api);
  if (target.kind === KIND.MAIN && !machine.mainWaits) throw mainNotWaiting(api);
  const root = target.frames;
  if (api === 'switch' && root instanceof AsyncFrame && !root.isSwitchedAway) throw switchIntoAsync(target.name);
}

/** Main stays on the native stack, below the trampoline, until somebody switches back or a child's result arrives. */
function switchFromMain(target: Greenlet, value: unknown, failed: boolean): unknown {
  machine.value = value;
  machine.failed = failed;
  machine.mainWaits = true;
  machine.mainGot = false;
  try {
    trampoline(target);
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
function switchFromAsync(from: Greenlet, target: Greenlet, value: unknown, failed: boolean): unknown {
  const frame = from.asyncFrame as AsyncFrame;
  const promise = frame.switchedAway();
  queueMicrotask(() => {
    const sound = !target.dead;
    machine.value = sound ? value : deadTarget('switch', target);
    machine.failed = sound ? failed : true;
    trampoline(sound ? target : from);
  });
  return promise;
}
