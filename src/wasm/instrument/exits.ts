/**
 * What a version does when the call it made has unwound. Asyncify has one place that saves the frame, with every local that is needed
 * behind any call. To V8 all of them are then alive across every call: in large functions they are spilled and reloaded all the time,
 * which costs far more than the tests (QuickJS on Node 20: 1.52 times the original with it, 1.03 without).
 *
 * So each exit clears the locals that are not needed behind its own call before it goes to save:
 *
 *   if (state) { a = b = 0; x = 0;  leave with the call index }
 *
 * Slot by slot this is right when a local is saved from and restored to the same local, and no local changes between the entry of the
 * resume version and the call it re-enters (but for those it restores). Asyncify sees to that; here it is checked, and a function that
 * cannot be followed keeps its exits as they were.
 */
import { Code } from './code.js';
import type { Exit } from './events.js';
import { hasBit, neededBehindCalls } from './liveness.js';
import { localsOf } from './module.js';
import { Op } from './opcodes.js';
import { RESUMING, RUNNING } from './runtime.js';
import { restoredSlots, type Slots } from './slots.js';
import { type Scope, walk } from './walk.js';

/** The code that stands at [at, end) from now on. */
export interface ClearingExit {
  readonly end: number;
  readonly code: Code;
}

/** By position; empty for a function that keeps its exits. */
export function clearingExits(scope: Scope, index: number, saved: Slots): Map<number, ClearingExit> {
  const found = new Map<number, ClearingExit>();
  const clearable = clearableLocals(saved, restoredSlots(scope.asyncified, index));
  if (clearable.length === 0) return found;
  const running = walk(scope, index, RUNNING);
  if (!running || !walk(scope, index, RESUMING)?.isSteady) return found;
  const { state, module } = scope.asyncified;
  const { types } = localsOf(module, index);
  const needed = neededBehindCalls(running, types.length);
  for (const exit of running.exits) {
    const bits = needed.get(exit.call);
    const dead = clearable.filter((local) => bits && !hasBit(bits, local));
    if (dead.length > 0) found.set(exit.at, { end: exit.end, code: exitCode(state, exit, dead, types) });
  }
  return found;
}

function exitCode(
  state: number,
  { callIndex, label }: Exit,
  dead: readonly number[],
  localTypes: readonly number[],
): Code {
  const code = new Code().global(state).if();
  for (const type of new Set(dead.map((local) => localTypes[local] as number))) {
    const locals = dead.filter((local) => localTypes[local] === type);
    code.zero(type);
    locals.forEach((local, i) => (i + 1 < locals.length ? code.teeLocal(local) : code.setLocal(local)));
  }
  return code
    .i32(callIndex)
    .u8(Op.br)
    .u32(label + 1)
    .end();
}

/** Locals each of whose slots in the frame is saved from it and restored to it; none when the slots do not match. */
function clearableLocals(saved: Slots, restored: Slots): number[] {
  if (saved.size !== restored.size) return [];
  const moved = new Set(
    [...saved].filter(([offset, local]) => restored.get(offset) !== local).map(([, local]) => local),
  );
  return [...new Set(saved.values())].filter((local) => !moved.has(local));
}
