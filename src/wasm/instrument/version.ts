/**
 * Writes one version of an instrumented function: the bytes of its body in one scan, with what the rules of the version change, and
 * with restoring and saving done our way.
 *
 * Asyncify keeps the stack position in memory and moves it with every step, a chain of dependent loads and stores that costs more
 * than all else in a switch. Here the position is a global:
 *   restoring   reads become `position - n` (n: what is restored so far), moves disappear; the position itself is not needed again
 *   the tail    save(locals ..., call index, id [, entry SP]), and zeros for the results (saver.ts)
 */
import { type Asyncified, bodyReader } from './asyncify.js';
import { Patch } from './builder.js';
import { type Reader, Writer } from './bytes.js';
import { Code } from './code.js';
import type { ClearingExit } from './exits.js';
import { changesControl, type Frame, matchMove, matchRead } from './frames.js';
import { brokenPattern } from './instrument-error.js';
import { localsOf, typeOfFunction, ValType } from './module.js';
import { Op, skipImmediates } from './opcodes.js';
import type { Runtime } from './runtime.js';
import type { Savers } from './saver.js';

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
  readonly savers: Savers;
  readonly index: number;
  readonly id: number;
  readonly frame: Frame;
  /** The locals in the order of their slots. */
  readonly saved: readonly number[];
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
  private readonly types: readonly number[];
  private restored = 0;

  constructor(source: Source, rules: Rules) {
    this.source = source;
    this.rules = rules;
    const { module } = source.asyncified;
    this.r = bodyReader(module, source.index);
    this.out = new Writer(2 * (this.r.end - this.r.at) + 64);
    this.types = this.declareLocals();
    this.patch = new Patch(this.r, this.out);
  }

  /** Ours: the call index on its way to the saver, and behind it the entry stack pointer. */
  private get callIndex(): number {
    return this.types.length;
  }

  write(): Writer {
    const { out } = this;
    const { entryPointer } = this.rules;
    if (entryPointer !== undefined)
      out.raw(
        new Code()
          .global(entryPointer)
          .setLocal(this.callIndex + 1)
          .view(),
      );
    this.copyInstructions();
    return out.raw(this.tail().end().view());
  }

  /** Copies the declarations and adds ours; returns the types of the others. */
  private declareLocals(): readonly number[] {
    const { module } = this.source.asyncified;
    const { groups, types } = localsOf(module, this.source.index);
    const own = this.rules.entryPointer === undefined ? 1 : 2;
    this.out.u32(groups.n + 1).raw(groups.bytes);
    this.out.u32(own).u8(ValType.i32);
    return types;
  }

  /** What Asyncify does from here on, and the trailer; the call index is on the value stack. */
  private tail(): Code {
    const { savers, saved, asyncified, index, id } = this.source;
    const code = new Code().setLocal(this.callIndex);
    for (const local of saved) code.local(local);
    code.local(this.callIndex).i32(id);
    if (this.rules.entryPointer !== undefined) code.local(this.callIndex + 1);
    code.call(savers.saverOf(saved.map((local) => this.types[local] as number)));
    for (const type of typeOfFunction(asyncified.module, index).results) code.zero(type);
    return code;
  }

  private copyInstructions(): void {
    const { r, patch, rules } = this;
    const { rt, asyncified, frame } = this.source;
    const { state, data } = asyncified;
    while (r.at < frame.tail) {
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

  /** Before the tail the position is only used to restore. */
  private onPosition(at: number): void {
    const { r, patch } = this;
    const behind = r.at;
    const move = matchMove(r, this.source.asyncified.data);
    if (move > 0) throw brokenPattern('a frame is saved before the end of its function');
    if (move < 0) {
      this.restored -= move;
      patch.replace(at);
      return;
    }
    r.at = behind;
    if (!matchRead(r)) throw brokenPattern('the stack position is used in an unknown way');
    patch.replace(at).raw(new Code().global(this.source.rt.position).i32(this.restored).op(Op.i32Sub).view());
  }
}
