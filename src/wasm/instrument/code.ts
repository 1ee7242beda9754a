/** A writer with a method for each instruction the pass puts into a module: bodies of helpers read like assembly. */
import { Writer } from './bytes.js';
import { ValType } from './module.js';
import { Op } from './opcodes.js';

const VOID = 0x40;

export class Code extends Writer {
  op(...codes: number[]): this {
    return this.raw(codes);
  }

  i32(value: number): this {
    return this.u8(Op.i32Const).s32(value);
  }

  local(index: number): this {
    return this.u8(Op.localGet).u32(index);
  }

  setLocal(index: number): this {
    return this.u8(Op.localSet).u32(index);
  }

  teeLocal(index: number): this {
    return this.u8(Op.localTee).u32(index);
  }

  global(index: number): this {
    return this.u8(Op.globalGet).u32(index);
  }

  setGlobal(index: number): this {
    return this.u8(Op.globalSet).u32(index);
  }

  call(index: number): this {
    return this.u8(Op.call).u32(index);
  }

  /** 4-byte load and store, naturally aligned. */
  load(offset: number): this {
    return this.u8(Op.i32Load).u8(2).u32(offset);
  }

  store(offset: number): this {
    return this.u8(Op.i32Store).u8(2).u32(offset);
  }

  block(): this {
    return this.op(Op.block, VOID);
  }

  if(): this {
    return this.op(Op.if, VOID);
  }

  end(): this {
    return this.op(Op.end);
  }

  return(): this {
    return this.op(Op.return);
  }

  zero(type: number): this {
    return this.raw(zeroOf(type));
  }
}

/** The instruction that pushes the zero value of a type. */
export function zeroOf(type: number): number[] {
  switch (type) {
    case ValType.i32:
      return [Op.i32Const, 0];
    case ValType.i64:
      return [Op.i64Const, 0];
    case ValType.f32:
      return [Op.f32Const, 0, 0, 0, 0];
    case ValType.f64:
      return [Op.f64Const, 0, 0, 0, 0, 0, 0, 0, 0];
    case ValType.v128:
      return [Op.simd, 12, ...new Array<number>(16).fill(0)];
    default:
      return [Op.refNull, type];
  }
}

/** A function body: its locals (one group each) and its instructions with the closing `end`. */
export function body(locals: readonly number[], code: Code): Writer {
  const out = new Writer(code.length + 8);
  out.list(locals, (type) => out.u32(1).u8(type));
  return out.raw(code.view()).u8(Op.end);
}
