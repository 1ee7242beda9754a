/**
 * Decides the tests of Asyncify's state in a fast version. There the state is 0 everywhere but directly behind a call, where it is
 * 0 or 1 and only ever compared with 1. The shapes that Binaryen's clean-up leaves, and what becomes of them:
 *
 *   state == 1               state             (0 or 1 here)
 *   state != 1               !state
 *   state == 2, state != 2   0, 1
 *   state == 0, !state       1
 *   if / br_if / select / or / and (state)   0     (a truth test stands for `state != 0`, outside of any unwinding)
 * Any other shape is an error: guessing would emit wrong code.
 */
import type { Patch } from './builder.js';
import { brokenPattern } from './instrument-error.js';
import { Op } from './opcodes.js';
import { UNWINDING } from './runtime.js';

const ZERO = [Op.i32Const, 0];
const ONE = [Op.i32Const, 1];

/** `at` is where `global.get state` starts; the reader stands behind it. */
export function decideStateTest(patch: Patch, at: number, state: number): void {
  const { r } = patch;
  const next = r.u8();
  if (next === Op.i32Const) return decideComparison(patch, at, state);
  if (next === Op.i32Eqz) {
    patch.replace(at).raw(ONE);
    return;
  }
  r.at--;
  if (next !== Op.if && next !== Op.brIf && next !== Op.select && next !== Op.i32Or && next !== Op.i32And) {
    throw brokenPattern(`the state is used by opcode 0x${next.toString(16)}`);
  }
  patch.replace(at).raw(ZERO);
}

function decideComparison(patch: Patch, at: number, state: number): void {
  const { r } = patch;
  const value = r.s32();
  const op = r.u8();
  if (op !== Op.i32Eq && op !== Op.i32Ne)
    throw brokenPattern(`the state meets the constant ${value} in opcode 0x${op.toString(16)}`);
  const out = patch.replace(at);
  if (value !== UNWINDING) out.raw((op === Op.i32Eq) === (value === 0) ? ONE : ZERO);
  else {
    out.u8(Op.globalGet).u32(state);
    if (op === Op.i32Ne) out.u8(Op.i32Eqz);
  }
}
