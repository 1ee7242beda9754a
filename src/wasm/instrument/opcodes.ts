/**
 * What follows each opcode in the instruction stream: enough to step over any instruction without understanding it.
 * Covers MVP, sign extension, saturating conversions, bulk memory, reference types, multi-value, SIMD (relaxed too), atomics,
 * exceptions (legacy and new) and tail calls. Anything else is a coded error: a wrong step would read garbage as code.
 */
import type { Reader } from './bytes.js';
import { type InstrumentError, refusal } from './instrument-error.js';

export const Op = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  try: 0x06,
  catch: 0x07,
  throw: 0x08,
  rethrow: 0x09,
  throwRef: 0x0a,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  callRef: 0x14,
  returnCallRef: 0x15,
  delegate: 0x18,
  catchAll: 0x19,
  drop: 0x1a,
  select: 0x1b,
  tryTable: 0x1f,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Load: 0x28,
  f64Load: 0x2b,
  i32Store: 0x36,
  i64Store: 0x37,
  f32Store: 0x38,
  f64Store: 0x39,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32Ne: 0x47,
  i32LtU: 0x49,
  i32GtU: 0x4b,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32And: 0x71,
  i32Or: 0x72,
  i32ShrU: 0x76,
  refNull: 0xd0,
  refFunc: 0xd2,
  misc: 0xfc,
  simd: 0xfd,
  atomic: 0xfe,
} as const;

/** The shapes of immediates. */
const NONE = 0;
const BLOCK_TYPE = 1;
const LEB = 2;
const TWO_LEBS = 3;
const LABELS = 4;
const MEMORY_ARGUMENT = 5;
const FOUR_BYTES = 6;
const EIGHT_BYTES = 7;
const TYPES = 8;
const CATCHES = 9;
const MISC = 10;
const SIMD = 11;
const ATOMIC = 12;
const UNKNOWN = 13;

const shapes = new Uint8Array(256).fill(UNKNOWN);
shapes.fill(NONE, 0x00, 0x02);
shapes.fill(BLOCK_TYPE, 0x02, 0x05);
shapes.fill(NONE, 0x45, 0xc5);
shapes.fill(MEMORY_ARGUMENT, 0x28, 0x3f);
shapes.fill(LEB, 0x20, 0x27);
for (const op of [Op.else, Op.throwRef, Op.end, Op.return, Op.catchAll, Op.drop, Op.select, 0xd1]) shapes[op] = NONE;
for (const op of [Op.catch, Op.throw, Op.rethrow, Op.br, Op.brIf, Op.call, Op.returnCall, Op.callRef, Op.returnCallRef])
  shapes[op] = LEB;
for (const op of [Op.delegate, 0x3f, 0x40, Op.i32Const, Op.i64Const, Op.refNull, Op.refFunc]) shapes[op] = LEB;
shapes[Op.try] = BLOCK_TYPE;
shapes[Op.callIndirect] = TWO_LEBS;
shapes[Op.returnCallIndirect] = TWO_LEBS;
shapes[Op.brTable] = LABELS;
shapes[0x1c] = TYPES;
shapes[Op.tryTable] = CATCHES;
shapes[Op.f32Const] = FOUR_BYTES;
shapes[Op.f64Const] = EIGHT_BYTES;
shapes[Op.misc] = MISC;
shapes[Op.simd] = SIMD;
shapes[Op.atomic] = ATOMIC;

/** Steps over the immediates of `op`, whose byte has just been read. */
export function skipImmediates(r: Reader, op: number): void {
  switch (shapes[op]) {
    case NONE:
      return;
    case LEB:
    case BLOCK_TYPE:
      return r.skipLeb();
    case MEMORY_ARGUMENT:
      return skipMemoryArgument(r);
    case FOUR_BYTES:
      return r.skip(4);
    case EIGHT_BYTES:
      return r.skip(8);
    case TWO_LEBS:
      r.skipLeb();
      return r.skipLeb();
    case LABELS:
      return skipLebs(r, r.u32() + 1);
    case TYPES:
      return skipLebs(r, r.u32());
    case CATCHES:
      return skipCatches(r);
    case MISC:
      return skipMisc(r);
    case SIMD:
      return skipSimd(r);
    case ATOMIC:
      return skipAtomic(r);
    default:
      throw unknownOpcode(`0x${op.toString(16)}`);
  }
}

function skipLebs(r: Reader, n: number): void {
  for (let i = 0; i < n; i++) r.skipLeb();
}

function skipMemoryArgument(r: Reader): void {
  if (r.u32() & 0x40) {
    throw refusal(
      'GS_WASM_MULTI_MEMORY',
      'it names a memory, and Asyncify saves frames in the only one',
      'Build the module with one memory',
    );
  }
  r.skipLeb();
}

function skipCatches(r: Reader): void {
  r.skipLeb();
  for (let n = r.u32(); n > 0; n--) skipLebs(r, r.u8() < 2 ? 2 : 1);
}

/** 0-7 saturating conversions, 8-17 bulk memory and tables, 19-22 wide arithmetic. */
const miscOperands = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];

function skipMisc(r: Reader): void {
  const op = r.u32();
  const n = miscOperands[op];
  if (n === undefined) throw unknownOpcode(`0xfc ${op}`);
  skipLebs(r, n);
}

function skipSimd(r: Reader): void {
  const op = r.u32();
  if (op > 0x113) throw unknownOpcode(`0xfd ${op}`);
  if (op <= 11 || op === 92 || op === 93) return skipMemoryArgument(r);
  if (op === 12 || op === 13) return r.skip(16);
  if (op >= 21 && op <= 34) return r.skip(1);
  if (op < 84 || op > 91) return;
  skipMemoryArgument(r);
  r.skip(1);
}

function skipAtomic(r: Reader): void {
  const op = r.u32();
  if (op > 0x4e) throw unknownOpcode(`0xfe ${op}`);
  if (op === 3) return r.skip(1);
  skipMemoryArgument(r);
}

function unknownOpcode(op: string): InstrumentError {
  return refusal(
    'GS_WASM_OPCODE',
    `its code has the opcode ${op}, which greenspool does not know (GC, typed references and stack switching are not supported)`,
    'Build the module without that feature',
  );
}
