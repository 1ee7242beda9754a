/**
 * Who is told of every hand-over from one continuation to another: tracing, the blocking monitor, the user's setTrace
 * callback. The trampoline knows one hook or none, so that nobody pays for it while there is none; it takes the long way
 * at each switch while there is one.
 */
import type { Continuation } from './continuation.js';
import { setTransferHook } from './trampoline.js';

export type TransferHook = (from: Continuation, to: Continuation) => void;

let hooks: readonly TransferHook[] = [];

/** Adds it behind those that are there. A hook must not throw, or it is told of nothing more. */
export function addTransferHook(hook: TransferHook): void {
  use([...hooks.filter((one) => one !== hook), hook]);
}

export function removeTransferHook(hook: TransferHook): void {
  use(hooks.filter((one) => one !== hook));
}

function use(wanted: readonly TransferHook[]): void {
  hooks = wanted;
  const [first] = wanted;
  if (first === undefined) setTransferHook(null);
  else setTransferHook(wanted.length === 1 ? first : tellAll);
}

function tellAll(from: Continuation, to: Continuation): void {
  for (const hook of hooks) hook(from, to);
}
