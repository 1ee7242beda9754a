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
import { type Asyncified, bodyReader } from './asyncify.js';
import { Reader } from './bytes.js';
import { Code } from './code.js';
import type { Frame } from './frames.js';
import { matchMove } from './frames.js';
import { hasBit, neededBehindCalls } from './liveness.js';
import { Op, skipImmediates } from './opcodes.js';
import { RESUMING, RUNNING } from './runtime.js';
import { type Exit, type Scope, walk } from './walk.js';

/** The code that stands at [at, end) from now on. */
export interface ClearingExit {
  readonly end: number;
  readonly code: Code;
}

/** By position; empty for a function that keeps its exits. */
export function clearingExits(
  scope: Scope,
  index: number,
  frame: Frame,
  localTypes: readonly number[],
): Map<number, ClearingExit> {
  const found = new Map<number, ClearingExit>();
  const { state } = scope.asyncified;
  const clearable = clearableLocals(scope.asyncified, index, frame);
  if (clearable.length === 0) return found;
  const running = walk(scope, index, RUNNING);
  if (!running || !walk(scope, index, RESUMING)?.isSteady) return found;
  const needed = neededBehindCalls(running, localTypes.length);
  for (const exit of running.exits) {
    const bits = needed.get(exit.call);
    const dead = clearable.filter((local) => bits && !hasBit(bits, local));
    if (dead.length > 0) found.set(exit.at, { end: exit.end, code: exitCode(state, exit, dead, localTypes) });
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

/** Locals each of whose slots in the frame is saved from it and restored to it; none when a slot is not understood. */
function clearableLocals(asyncified: Asyncified, index: number, frame: Frame): number[] {
  const saved = savedSlots(asyncified, index, frame);
  const restored = restoredSlots(asyncified, index);
  if (saved.size !== restored.size || [...saved.keys()].some((offset) => !restored.has(offset))) return [];
  const moved = new Set(
    [...saved].filter(([offset, local]) => restored.get(offset) !== local).map(([, local]) => local),
  );
  return [...new Set(saved.values())].filter((local) => !moved.has(local));
}

/** Behind the first move of the tail: `local.get; store offset`. Offset in the frame -> local. */
function savedSlots({ module, data }: Asyncified, index: number, frame: Frame): Map<number, number> {
  const slots = new Map<number, number>();
  const body = bodyReader(module, index);
  const r = new Reader(module.bytes, frame.tail, body.end);
  let [hasMoved, local] = [false, -1];
  while (r.at < r.end - 1) {
    const op = r.u8();
    const at = r.at;
    skipImmediates(r, op);
    const immediates = new Reader(r.bytes, at, r.at);
    if (op === Op.globalGet && immediates.u32() === data) {
      const move = new Reader(r.bytes, r.at, r.end);
      if (matchMove(move, data) > 0) [hasMoved, r.at] = [true, move.at];
    } else if (isStore(op, immediates) && hasMoved) {
      immediates.u32();
      slots.set(immediates.u32(), local);
    }
    local = op === Op.localGet ? new Reader(r.bytes, at).u32() : -1;
  }
  return slots;
}

/** In the first `if` that restores: `load offset; local.set`. Offset in the frame -> local. */
function restoredSlots({ module, data }: Asyncified, index: number): Map<number, number> {
  const slots = new Map<number, number>();
  const r = bodyReader(module, index);
  let [isRestoring, isPosition, offset] = [false, false, -1];
  while (r.at < r.end - 1) {
    const op = r.u8();
    const at = r.at;
    skipImmediates(r, op);
    const immediates = new Reader(r.bytes, at, r.at);
    if (op === Op.end && isRestoring) break;
    if (op === Op.localSet && offset >= 0) slots.set(offset, immediates.u32());
    offset = -1;
    if (isLoad(op, immediates) && isRestoring && !isPosition) {
      immediates.u32();
      offset = immediates.u32();
    }
    isPosition = op === Op.globalGet && new Reader(r.bytes, at).u32() === data;
    if (!isPosition) continue;
    const move = new Reader(r.bytes, r.at, r.end);
    if (matchMove(move, data) < 0) [isRestoring, isPosition, r.at] = [true, false, move.at];
  }
  return slots;
}

const isStore = (op: number, immediates: Reader) =>
  (op >= Op.i32Store && op <= Op.f64Store) || (op === Op.simd && immediates.u32() === 11);

const isLoad = (op: number, immediates: Reader) =>
  (op >= Op.i32Load && op <= Op.f64Load) || (op === Op.simd && immediates.u32() === 0);
