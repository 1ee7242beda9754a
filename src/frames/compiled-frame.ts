/**
 * The frame of a compiled function: its resume version, the resume point, and the locals that are alive there. There are
 * a few classes by the number of locals, not one per function, so that the trampoline and the resume versions see few
 * hidden classes (JS-TRANSFORM, section 5: a class per function costs 2x).
 *
 *     { next, fn, k, s0, s1, ... }     fn(frame, value, failed) goes on at k with the value, or the error, of its call
 * An activation that parks again uses its frame again: `again`.
 */
import { otherCopy } from '../errors/compiled.js';
import { described, Frame, goOn, type Position } from './frame.js';
import { isMade } from './generator-call.js';
import { lost } from './lost.js';
import { CTOR, isOurs, machine, save, TOKEN, unwindTo } from './machine.js';
import { nameOfResume, positionOf } from './sites.js';

// constants of this module, as in greenlet/greenlet.ts
const state = machine;
const token = TOKEN;
const newToken = CTOR;

/** The resume version of a compiled function. */
export type Resume = (frame: CompiledFrame, value: unknown, failed: boolean) => unknown;

export class CompiledFrame extends Frame {
  declare readonly fn: Resume;
  declare k: number;

  constructor(fn: Resume, k: number) {
    super(fn);
    this.k = k;
  }

  resume(value: unknown): unknown {
    return goOn(this, value, false);
  }

  raise(error: unknown): unknown {
    return goOn(this, error, true);
  }

  get label(): string {
    return nameOfResume(this.fn.name);
  }

  override get position(): Position | null {
    return positionOf(this.fn.name, this.k);
  }
}

class Frame2 extends CompiledFrame {
  declare s0: unknown;
  declare s1: unknown;
  constructor(fn: Resume, k: number, s0?: unknown, s1?: unknown) {
    super(fn, k);
    this.s0 = s0;
    this.s1 = s1;
  }
}

class Frame4 extends CompiledFrame {
  declare s0: unknown;
  declare s1: unknown;
  declare s2: unknown;
  declare s3: unknown;
  constructor(fn: Resume, k: number, s0?: unknown, s1?: unknown, s2?: unknown, s3?: unknown) {
    super(fn, k);
    this.s0 = s0;
    this.s1 = s1;
    this.s2 = s2;
    this.s3 = s3;
  }
}

class Frame6 extends CompiledFrame {
  declare s0: unknown;
  declare s1: unknown;
  declare s2: unknown;
  declare s3: unknown;
  declare s4: unknown;
  declare s5: unknown;
  constructor(
    fn: Resume,
    k: number,
    s0?: unknown,
    s1?: unknown,
    s2?: unknown,
    s3?: unknown,
    s4?: unknown,
    s5?: unknown,
  ) {
    super(fn, k);
    this.s0 = s0;
    this.s1 = s1;
    this.s2 = s2;
    this.s3 = s3;
    this.s4 = s4;
    this.s5 = s5;
  }
}

class Frame10 extends CompiledFrame {
  declare s0: unknown;
  declare s1: unknown;
  declare s2: unknown;
  declare s3: unknown;
  declare s4: unknown;
  declare s5: unknown;
  declare s6: unknown;
  declare s7: unknown;
  declare s8: unknown;
  declare s9: unknown;
  constructor(
    fn: Resume,
    k: number,
    s0?: unknown,
    s1?: unknown,
    s2?: unknown,
    s3?: unknown,
    s4?: unknown,
    s5?: unknown,
    s6?: unknown,
    s7?: unknown,
    s8?: unknown,
    s9?: unknown,
  ) {
    super(fn, k);
    this.s0 = s0;
    this.s1 = s1;
    this.s2 = s2;
    this.s3 = s3;
    this.s4 = s4;
    this.s5 = s5;
    this.s6 = s6;
    this.s7 = s7;
    this.s8 = s8;
    this.s9 = s9;
  }
}

class Frame16 extends CompiledFrame {
  declare s0: unknown;
  declare s1: unknown;
  declare s2: unknown;
  declare s3: unknown;
  declare s4: unknown;
  declare s5: unknown;
  declare s6: unknown;
  declare s7: unknown;
  declare s8: unknown;
  declare s9: unknown;
  declare s10: unknown;
  declare s11: unknown;
  declare s12: unknown;
  declare s13: unknown;
  declare s14: unknown;
  declare s15: unknown;
  constructor(
    fn: Resume,
    k: number,
    s0?: unknown,
    s1?: unknown,
    s2?: unknown,
    s3?: unknown,
    s4?: unknown,
    s5?: unknown,
    s6?: unknown,
    s7?: unknown,
    s8?: unknown,
    s9?: unknown,
    s10?: unknown,
    s11?: unknown,
    s12?: unknown,
    s13?: unknown,
    s14?: unknown,
    s15?: unknown,
  ) {
    super(fn, k);
    this.s0 = s0;
    this.s1 = s1;
    this.s2 = s2;
    this.s3 = s3;
    this.s4 = s4;
    this.s5 = s5;
    this.s6 = s6;
    this.s7 = s7;
    this.s8 = s8;
    this.s9 = s9;
    this.s10 = s10;
    this.s11 = s11;
    this.s12 = s12;
    this.s13 = s13;
    this.s14 = s14;
    this.s15 = s15;
  }
}

class Frame24 extends CompiledFrame {
  declare s0: unknown;
  declare s1: unknown;
  declare s2: unknown;
  declare s3: unknown;
  declare s4: unknown;
  declare s5: unknown;
  declare s6: unknown;
  declare s7: unknown;
  declare s8: unknown;
  declare s9: unknown;
  declare s10: unknown;
  declare s11: unknown;
  declare s12: unknown;
  declare s13: unknown;
  declare s14: unknown;
  declare s15: unknown;
  declare s16: unknown;
  declare s17: unknown;
  declare s18: unknown;
  declare s19: unknown;
  declare s20: unknown;
  declare s21: unknown;
  declare s22: unknown;
  declare s23: unknown;
  constructor(
    fn: Resume,
    k: number,
    s0?: unknown,
    s1?: unknown,
    s2?: unknown,
    s3?: unknown,
    s4?: unknown,
    s5?: unknown,
    s6?: unknown,
    s7?: unknown,
    s8?: unknown,
    s9?: unknown,
    s10?: unknown,
    s11?: unknown,
    s12?: unknown,
    s13?: unknown,
    s14?: unknown,
    s15?: unknown,
    s16?: unknown,
    s17?: unknown,
    s18?: unknown,
    s19?: unknown,
    s20?: unknown,
    s21?: unknown,
    s22?: unknown,
    s23?: unknown,
  ) {
    super(fn, k);
    this.s0 = s0;
    this.s1 = s1;
    this.s2 = s2;
    this.s3 = s3;
    this.s4 = s4;
    this.s5 = s5;
    this.s6 = s6;
    this.s7 = s7;
    this.s8 = s8;
    this.s9 = s9;
    this.s10 = s10;
    this.s11 = s11;
    this.s12 = s12;
    this.s13 = s13;
    this.s14 = s14;
    this.s15 = s15;
    this.s16 = s16;
    this.s17 = s17;
    this.s18 = s18;
    this.s19 = s19;
    this.s20 = s20;
    this.s21 = s21;
    this.s22 = s22;
    this.s23 = s23;
  }
}

/** More locals than the largest class has. */
class FrameN extends CompiledFrame {
  declare s: unknown[];
  constructor(fn: Resume, k: number, s: unknown[]) {
    super(fn, k);
    this.s = s;
  }
}

export function s2(fn: Resume, k: number, t: unknown, s0?: unknown, s1?: unknown): number {
  return again(new Frame2(fn, k, s0, s1), t);
}

export function s4(fn: Resume, k: number, t: unknown, s0?: unknown, s1?: unknown, s2?: unknown, s3?: unknown): number {
  return again(new Frame4(fn, k, s0, s1, s2, s3), t);
}

export function s6(
  fn: Resume,
  k: number,
  t: unknown,
  s0?: unknown,
  s1?: unknown,
  s2?: unknown,
  s3?: unknown,
  s4?: unknown,
  s5?: unknown,
): number {
  return again(new Frame6(fn, k, s0, s1, s2, s3, s4, s5), t);
}

export function s10(
  fn: Resume,
  k: number,
  t: unknown,
  s0?: unknown,
  s1?: unknown,
  s2?: unknown,
  s3?: unknown,
  s4?: unknown,
  s5?: unknown,
  s6?: unknown,
  s7?: unknown,
  s8?: unknown,
  s9?: unknown,
): number {
  return again(new Frame10(fn, k, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9), t);
}

export function s16(
  fn: Resume,
  k: number,
  t: unknown,
  s0?: unknown,
  s1?: unknown,
  s2?: unknown,
  s3?: unknown,
  s4?: unknown,
  s5?: unknown,
  s6?: unknown,
  s7?: unknown,
  s8?: unknown,
  s9?: unknown,
  s10?: unknown,
  s11?: unknown,
  s12?: unknown,
  s13?: unknown,
  s14?: unknown,
  s15?: unknown,
): number {
  return again(new Frame16(fn, k, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15), t);
}

export function s24(
  fn: Resume,
  k: number,
  t: unknown,
  s0?: unknown,
  s1?: unknown,
  s2?: unknown,
  s3?: unknown,
  s4?: unknown,
  s5?: unknown,
  s6?: unknown,
  s7?: unknown,
  s8?: unknown,
  s9?: unknown,
  s10?: unknown,
  s11?: unknown,
  s12?: unknown,
  s13?: unknown,
  s14?: unknown,
  s15?: unknown,
  s16?: unknown,
  s17?: unknown,
  s18?: unknown,
  s19?: unknown,
  s20?: unknown,
  s21?: unknown,
  s22?: unknown,
  s23?: unknown,
): number {
  return again(
    new Frame24(
      fn,
      k,
      s0,
      s1,
      s2,
      s3,
      s4,
      s5,
      s6,
      s7,
      s8,
      s9,
      s10,
      s11,
      s12,
      s13,
      s14,
      s15,
      s16,
      s17,
      s18,
      s19,
      s20,
      s21,
      s22,
      s23,
    ),
    t,
  );
}

export function sN(fn: Resume, k: number, t: unknown, s: unknown[]): number {
  return again(new FrameN(fn, k, s), t);
}

/** The same with the locals in a list, for functions that are left by several ways which save different ones. */
export function sA(fn: Resume, k: number, t: unknown, s: unknown[]): number {
  const n = s.length;
  if (n <= 2) return s2(fn, k, t, s[0], s[1]);
  if (n <= 4) return s4(fn, k, t, s[0], s[1], s[2], s[3]);
  if (n <= 6) return s6(fn, k, t, s[0], s[1], s[2], s[3], s[4], s[5]);
  if (n <= 10) return s10(fn, k, t, ...s);
  if (n <= 16) return s16(fn, k, t, ...s);
  return n <= 24 ? s24(fn, k, t, ...s) : sN(fn, k, t, s);
}

/** Appends a frame to the unwinding that `t` came out of; what the activation returns. */
export function again(frame: CompiledFrame, t: unknown): number {
  if (t !== token && t !== newToken && !isMade(t)) stopped(frame);
  if (frame === state.current._frames && state.last === null) state.isSame = true;
  else append(frame);
  return token;
}

function append(frame: CompiledFrame): void {
  if (machine.last === null && !isOurs()) throw otherCopy('park a compiled function');
  save(frame);
}

/** The call returned something of its own: the error is raised in it, at this very site. */
function stopped(frame: CompiledFrame): void {
  const error = lost({ kind: 'foreign', site: described(frame) });
  unwindTo(machine.current, error, true);
}
