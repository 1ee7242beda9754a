/**
 * The slots of a frame: which local each is saved from and restored to. An offset counts from behind the call index.
 *
 *   save      global.get data; i32.load; local.get x; store offset           or, for all but the first, from a local with the address
 *   restore   global.get data; i32.load; load offset; local.set x            the same
 */
import { type Asyncified, bodyReader } from './asyncify.js';
import { Reader } from './bytes.js';
import { type Frame, matchMove } from './frames.js';
import { brokenPattern } from './instrument-error.js';
import { localsOf } from './module.js';
import { Op, skipImmediates } from './opcodes.js';
import { sizeInFrame } from './saver.js';

/** Offset -> local. */
export type Slots = ReadonlyMap<number, number>;

/** What the tail saves: it takes the call index off the value stack, and every value is a local. Throws where that does not hold. */
export function savedSlots({ module, data }: Asyncified, index: number, frame: Frame): Slots {
  const slots = new Map<number, number>();
  const r = new Reader(module.bytes, frame.tail, bodyReader(module, index).end);
  const callIndex = r.u8() === Op.localSet ? r.u32() : -1;
  let [nStores, local] = [0, -1];
  while (r.at < r.end - 1) {
    const { op, immediates } = next(r);
    if (op === Op.globalGet && immediates.u32() === data) {
      const move = new Reader(r.bytes, r.at, r.end);
      if (matchMove(move, data) > 0) r.at = move.at;
    } else if (isStore(op, immediates)) {
      immediates.u32();
      if (nStores++ === 0 ? local !== callIndex : local < 0)
        throw brokenPattern(`function ${index} saves what is not a local`);
      if (nStores > 1) slots.set(immediates.u32(), local);
    }
    local = op === Op.localGet ? immediates.u32() : -1;
  }
  checkPacked(slots, localsOf(module, index).types, frame.size - 4, index);
  return slots;
}

/** The locals of a frame in the order of their slots. */
export const inOrder = (slots: Slots): number[] => [...slots].sort(([a], [b]) => a - b).map(([, local]) => local);

/** Slots lie one behind the other and fill the frame. */
function checkPacked(slots: Slots, types: readonly number[], size: number, index: number): void {
  let at = 0;
  for (const local of inOrder(slots)) {
    if (!slots.has(at)) break;
    at += sizeInFrame(types[local] as number);
  }
  if (at !== size) throw brokenPattern(`the frame of function ${index} has ${at} bytes instead of ${size}`);
}

/** In the first `if` that restores: `load offset; local.set x`, where several loads may come before their sets. */
export function restoredSlots({ module, data }: Asyncified, index: number): Slots {
  const slots = new Map<number, number>();
  const r = bodyReader(module, index);
  if (!findRestoring(r, data)) return slots;
  /** Offsets that are on the value stack; -1 is an address. */
  const loaded: number[] = [];
  for (;;) {
    const { op, immediates } = next(r);
    if (op === Op.localGet) loaded.push(-1);
    else if (op === Op.globalGet) {
      next(r); // the position
      loaded.push(-1);
    } else if (isLoad(op, immediates)) {
      immediates.u32();
      loaded[loaded.length - 1] = immediates.u32();
    } else if (op === Op.localSet) {
      const offset = loaded.pop() ?? -1;
      if (offset >= 0) slots.set(offset, immediates.u32());
    } else if (op !== Op.localTee) return slots;
  }
}

/** Puts the reader behind the first move that restores. */
function findRestoring(r: Reader, data: number): boolean {
  while (r.at < r.end - 1) {
    const { op, immediates } = next(r);
    if (op !== Op.globalGet || immediates.u32() !== data) continue;
    const move = new Reader(r.bytes, r.at, r.end);
    if (matchMove(move, data) >= 0) continue;
    r.at = move.at;
    return true;
  }
  return false;
}

/** Steps over an instruction; `immediates` stands behind its opcode. */
function next(r: Reader): { op: number; immediates: Reader } {
  const op = r.u8();
  const at = r.at;
  skipImmediates(r, op);
  return { op, immediates: new Reader(r.bytes, at, r.at) };
}

const V128_LOAD = 0;
const V128_STORE = 11;

const isStore = (op: number, immediates: Reader) =>
  (op >= Op.i32Store && op <= Op.f64Store) || (op === Op.simd && immediates.u32() === V128_STORE);

const isLoad = (op: number, immediates: Reader) =>
  (op >= Op.i32Load && op <= Op.f64Load) || (op === Op.simd && immediates.u32() === V128_LOAD);
