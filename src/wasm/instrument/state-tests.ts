/**
 * Decides the reads of Asyncify's state in a fast version. Behind every call that may park, and only there, stands its test
 *
 *   call f; local.set r; i32.const k; global.get state; i32.const 1; i32.eq; br_if leave        (or i32.ne, turned round)
 *
 * which stays (as the state itself: behind such a call it is 0 or 1). Everywhere else a fast version is in state 0, in whatever shape
 * Binaryen's clean-up has left the test, so that every other read is the constant 0. That each call has its test, in straight line
 * behind it, is checked: a test that had been merged, moved or reshaped would be an error here, not wrong code.
 */
import type { Patch } from './builder.js';
import { Reader } from './bytes.js';
import { brokenPattern } from './instrument-error.js';
import { Op } from './opcodes.js';
import { UNWINDING } from './runtime.js';

export class StateTests {
  private readonly state: number;
  private isBehindCall = false;

  constructor(state: number) {
    this.state = state;
  }

  /** A call that may park was copied. */
  onCall(): void {
    if (this.isBehindCall) throw untested('another call');
    this.isBehindCall = true;
  }

  /** Any instruction that is the start or the end of straight line code. */
  onControl(op: number): void {
    if (this.isBehindCall) throw untested(`opcode 0x${op.toString(16)}`);
  }

  /** The test was replaced. */
  onExit(): void {
    if (!this.isBehindCall) throw untested('an exit that does not belong to it');
    this.isBehindCall = false;
  }

  /** `global.get state` starts at `at`; the reader stands behind it. */
  onRead(patch: Patch, at: number): void {
    const { r } = patch;
    const test = new Reader(r.bytes, r.at, r.end);
    const isComparison = test.u8() === Op.i32Const && test.s32() === UNWINDING;
    const op = isComparison ? test.u8() : 0;
    const isTest = op === Op.i32Eq || op === Op.i32Ne;
    if (isTest !== this.isBehindCall) throw untested('a test that does not belong to it');
    if (!isTest) {
      patch.replace(at).u8(Op.i32Const).s32(0);
      return;
    }
    this.isBehindCall = false;
    r.at = test.at;
    const out = patch.replace(at).u8(Op.globalGet).u32(this.state);
    if (op === Op.i32Ne) out.u8(Op.i32Eqz);
  }
}

const untested = (what: string) => brokenPattern(`a call that may park is followed by ${what} before its test`);
