/**
 * What one instrumented function saves, read from its code, and with that the proof that we understand it. Asyncify moves the
 * stack position by `data[0] = data[0] + n` when it saves and by `- n` when it restores (either may appear as the other with the
 * sign changed). Checked: what is restored is what is saved, and the last thing a function does before its end, in
 * straight line, is to save: so only an unwinding reaches the end.
 */
import { type Asyncified, bodyReader } from './asyncify.js';
import { Reader } from './bytes.js';
import { brokenPattern } from './instrument-error.js';
import type { Module } from './module.js';
import { Op, skipImmediates } from './opcodes.js';

class FrameCheck {
  private readonly r: Reader;
  private readonly index: number;
  private readonly data: number;
  private saved = 0;
  private restored = 0;
  private savedInTail = 0;

  constructor(module: Module, index: number, data: number) {
    this.r = bodyReader(module, index);
    this.index = index;
    this.data = data;
  }

  /** Bytes of a frame, call index included, trailer not. */
  size(): number {
    const { r } = this;
    let depth = 0;
    while (r.at < r.end - 1) {
      const op = r.u8();
      if (op <= Op.return || op === Op.tryTable || op === Op.delegate) {
        if (op >= Op.block && op <= Op.try && op !== Op.else) depth++;
        if (op === Op.tryTable) depth++;
        if (op === Op.end || op === Op.delegate) depth--;
        this.savedInTail = 0;
      }
      skipImmediates(r, op);
      if (op === Op.globalGet) this.matchMove(depth);
    }
    if (this.saved < 4 || this.saved !== this.restored || this.savedInTail === 0 || depth !== 0) throw this.unknown();
    return this.saved;
  }

  /** Behind the first `global.get data` of: data, data, load, const n, add or sub, store. */
  private matchMove(depth: number): void {
    const r = new Reader(this.r.bytes, this.r.at, this.r.end);
    if (this.r.bytes[r.at] !== Op.globalGet) return;
    r.at++;
    if (r.u32() !== this.data || r.u8() !== Op.i32Load || r.u32() !== 2 || r.u32() !== 0 || r.u8() !== Op.i32Const) return;
    const constant = r.s32();
    const op = r.u8();
    if ((op !== Op.i32Add && op !== Op.i32Sub) || r.u8() !== Op.i32Store || r.u32() !== 2 || r.u32() !== 0) return;
    const move = op === Op.i32Add ? constant : -constant;
    if (move < 0) this.restored -= move;
    else this.saved += move;
    if (move > 0 && depth === 0) this.savedInTail += move;
  }

  private unknown(): Error {
    return brokenPattern(`function ${this.index} saves ${this.saved} bytes (${this.savedInTail} at its end) and restores ${this.restored}`);
  }
}

/** Of all instrumented functions, by frame id; throws where an assumption about Asyncify's output does not hold. */
export function frameSizes({ module, instrumented, data }: Asyncified): number[] {
  return [...instrumented].map((index) => new FrameCheck(module, index, data).size());
}
