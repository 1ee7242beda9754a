/**
 * Where one instrumented function saves and restores its frame, read from its code, and with that the proof that we understand it.
 * Asyncify keeps the stack position in memory, in the word that the global `data` points to:
 *
 *   read   data[0]                     global.get data; i32.load
 *   move   data[0] = data[0] +- n      global.get data; global.get data; i32.load; i32.const n; i32.add or sub; i32.store
 *
 *   f:  if (resuming) { move -n; locals from the position }          restore
 *       block { if (resuming) { move -4; call index }  ...  return }
 *       call index to the position; move +4; locals; move +n         tail: save
 * Checked for each function: what is restored is what is saved; nothing is restored in a loop; the tail, which stands outside of
 * all blocks and has no branches, saves everything. So only an unwinding reaches the end of a function.
 */
import { type Asyncified, bodyReader } from './asyncify.js';
import { Reader } from './bytes.js';
import { brokenPattern } from './instrument-error.js';
import type { Module } from './module.js';
import { Op, skipImmediates } from './opcodes.js';

export interface Frame {
  /** Bytes that are saved, the call index included, the trailer not. */
  readonly size: number;
  /** Where in the module's bytes the saving begins. */
  readonly tail: number;
}

/** Of all instrumented functions, by index; throws where an assumption about Asyncify's output does not hold. */
export function findFrames({ module, instrumented, data }: Asyncified): Map<number, Frame> {
  return new Map([...instrumented].map((index) => [index, findFrame(module, index, data)]));
}

function findFrame(module: Module, index: number, data: number): Frame {
  const r = bodyReader(module, index);
  const opened: number[] = [];
  let [tail, saved, restored, savedInTail] = [r.at, 0, 0, 0];
  while (r.at < r.end - 1) {
    const op = r.u8();
    skipImmediates(r, op);
    if (changesControl(op)) {
      if (op === Op.end || op === Op.delegate) opened.pop();
      else if (opensBlock(op)) opened.push(op);
      [tail, savedInTail] = [r.at, 0];
    } else if (op === Op.globalGet) {
      const move = matchMove(new Reader(r.bytes, r.at, r.end), data);
      if (move < 0 && opened.includes(Op.loop)) throw unknown(index, 'it restores in a loop');
      if (move < 0) restored -= move;
      else saved += move;
      if (opened.length === 0 && move > 0) savedInTail += move;
    }
  }
  if (saved < 4 || saved !== restored || saved !== savedInTail)
    throw unknown(index, `it restores ${restored} bytes and saves ${saved}, ${savedInTail} of them at its end`);
  return { size: saved, tail };
}

const opensBlock = (op: number) => (op >= Op.block && op <= Op.if) || op === Op.try || op === Op.tryTable;

/** Where straight line code ends. */
export const changesControl = (op: number) =>
  op <= Op.return || op === Op.tryTable || op === Op.delegate || op === Op.catchAll;

/** With the reader behind the first instruction of a move: by how much? 0 when it is none. Leaves the reader behind the move. */
export function matchMove(r: Reader, data: number): number {
  if (r.u8() !== Op.globalGet || r.u32() !== data || !matchRead(r) || r.u8() !== Op.i32Const) return 0;
  const constant = r.s32();
  const op = r.u8();
  if ((op !== Op.i32Add && op !== Op.i32Sub) || r.u8() !== Op.i32Store || r.u8() !== 2 || r.u32() !== 0) return 0;
  return op === Op.i32Add ? constant : -constant;
}

/** With the reader behind `global.get data`: is the position read? */
export const matchRead = (r: Reader): boolean => r.u8() === Op.i32Load && r.u8() === 2 && r.u32() === 0;

function unknown(index: number, what: string): Error {
  return brokenPattern(`of function ${index}, ${what}`);
}
