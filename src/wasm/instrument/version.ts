/**
 * Writes one version of an instrumented function: the bytes of its body in one scan, with what the rules of the version change, and
 * with saving and restoring done our way.
 *
 * Asyncify keeps the stack position in memory and moves it with every step, a chain of dependent loads and stores that costs more
 * than all else in a switch. Here the position is a global, read once:
 *   restoring   reads become `position - n` (n: what is restored so far), moves disappear; the position itself is not needed again
 *   saving      the first read goes to a local, `start`; later ones become `start + n`, moves disappear
 *   the end     the trailer (runtime.ts)
 */
import { type Asyncified, bodyReader } from './asyncify.js';
import { Patch } from './builder.js';
import { type Reader, Writer } from './bytes.js';
import { Code } from './code.js';
import type { ClearingExit } from './exits.js';
import { changesControl, type Frame, matchMove, matchRead } from './frames.js';
import { brokenPattern } from './instrument-error.js';
import { localsOf, ValType } from './module.js';
import { Op, skipImmediates } from './opcodes.js';
import { closeFrame, type Runtime } from './runtime.js';

export interface Rules {
  /** Global that holds the shadow stack pointer which belongs to the entry of the function. */
  readonly entryPointer: number | undefined;
  /** A test of the state: `at` is where its `global.get` starts, the reader stands behind it. */
  onState(patch: Patch, at: number): void;
  /** A call or an indirect call: `at` is where it starts, the reader stands behind the opcode. */
  onCall(patch: Patch, at: number): void;
  onCallIndirect(patch: Patch, at: number): void;
  onControl?(op: number): void;
  /** The test behind a call was replaced. */
  onExit?(): void;
}

export interface Source {
  readonly rt: Runtime;
  readonly asyncified: Asyncified;
  readonly index: number;
  readonly id: number;
  readonly frame: Frame;
  readonly exits: ReadonlyMap<number, ClearingExit>;
}

export function writeVersion(source: Source, rules: Rules): Writer {
  return new Version(source, rules).write();
}

class Version {
  private readonly source: Source;
  private readonly rules: Rules;
  private readonly r: Reader;
  private readonly out: Writer;
  private readonly patch: Patch;
  /** Index of the local `start`; the one behind it is the entry stack pointer. */
  private readonly start: number;
  private restored = 0;
  private saved = 0;
  private readsInTail = 0;

  constructor(source: Source, rules: Rules) {
    this.source = source;
    this.rules = rules;
    const { module } = source.asyncified;
    this.r = bodyReader(module, source.index);
    this.out = new Writer(2 * (this.r.end - this.r.at) + 64);
    this.start = this.declareLocals();
    this.patch = new Patch(this.r, this.out);
  }

  write(): Writer {
    const { rules, out, start } = this;
    if (rules.entryPointer !== undefined)
      out.raw(
        new Code()
          .global(rules.entryPointer)
          .setLocal(start + 1)
          .view(),
      );
    this.copyInstructions();
    if (this.saved !== this.source.frame.size || this.readsInTail === 0)
      throw brokenPattern('the frame is not saved as expected');
    return out.raw(closeFrame(this.source.rt, this.source.id, start, this.saved).end().view());
  }

  /** Copies the declarations and adds ours; returns the index of `start`. */
  private declareLocals(): number {
    const { module } = this.source.asyncified;
    const { groups, types } = localsOf(module, this.source.index);
    const own = this.rules.entryPointer === undefined ? 1 : 2;
    this.out.u32(groups.n + 1).raw(groups.bytes);
    this.out.u32(own).u8(ValType.i32);
    return types.length;
  }

  private copyInstructions(): void {
    const { r, patch, rules } = this;
    const { rt, asyncified } = this.source;
    const { state, data } = asyncified;
    while (r.at < r.end - 1) {
      const at = r.at;
      const op = r.u8();
      if (op === Op.i32Const) this.onConstant(at);
      else if (op === Op.globalGet) {
        const global = r.u32();
        if (global === state) rules.onState(patch, at);
        else if (global === data) this.onPosition(at);
      } else if (op === Op.globalSet) {
        const global = r.u32();
        if (global === state || global === data)
          throw brokenPattern('an instrumented function sets a global of Asyncify');
      } else if (op === Op.call) rules.onCall(patch, at);
      else if (op === Op.callIndirect) rules.onCallIndirect(patch, at);
      else if (op === Op.refFunc) rt.builder.patchIndex(patch);
      else {
        skipImmediates(r, op);
        if (changesControl(op)) rules.onControl?.(op);
      }
    }
    patch.copyTo(r.at);
  }

  private onConstant(at: number): void {
    const exit = this.source.exits.get(at);
    if (!exit) return this.r.skipLeb();
    this.r.at = exit.end;
    this.patch.replace(at).raw(exit.code.view());
    this.rules.onExit?.();
  }

  private onPosition(at: number): void {
    const { r, patch } = this;
    const isTail = at >= this.source.frame.tail;
    const behind = r.at;
    const move = matchMove(r, this.source.asyncified.data);
    if (move !== 0) {
      if (isTail === move < 0) throw brokenPattern('a frame is saved and restored in one place');
      if (isTail) this.saved += move;
      else this.restored -= move;
      patch.replace(at);
      return;
    }
    r.at = behind;
    if (!matchRead(r)) throw brokenPattern('the stack position is used in an unknown way');
    patch.replace(at).raw((isTail ? this.readSaving() : this.readRestoring()).view());
  }

  private readRestoring(): Code {
    return new Code().global(this.source.rt.position).i32(this.restored).op(Op.i32Sub);
  }

  private readSaving(): Code {
    if (this.readsInTail++ === 0) return new Code().global(this.source.rt.position).teeLocal(this.start);
    return new Code().local(this.start).i32(this.saved).op(Op.i32Add);
  }
}
