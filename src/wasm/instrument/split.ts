/**
 * The split: two versions of every function that Asyncify instrumented, made by copying its bytes.
 *
 *   f          the fast version keeps f's index. It only ever runs in state 0 up to a call that unwinds, after which it leaves at
 *              once by its test for state 1. So every other test is decided here (never resuming), the optimiser removes the
 *              restoring and the guards, and what stays is one test after each call and the saving of the frame.
 *   f.resume   entered only by reenter(id), in state 2, for one saved frame: Asyncify's code as it is, but each call that may
 *              park goes to a delivering twin, which while resuming returns the pending value and never enters the callee:
 *                call g          -> call g.enter      { if resuming: state = 0, return pending;  return g(...) }
 *                call import     -> call import.enter   (a host function is not called a second time)
 *                call_indirect   -> call T.enter        (with the table index as last parameter)
 *   f.thunk    calls f.resume with zeros and keeps its results as the pending values
 *   reenter    br_table over the thunks
 * Both versions end in `trailer`. Asyncify ends the normal body with an explicit return or a trap, so that only an unwinding
 * reaches the end; frames.ts verifies that for each function. Results of the function lie below on the value stack.
 *
 * Rejected: the test for resuming at the head of every fast version (the prototype). It costs each call that never parks.
 */
import type { Asyncified } from './asyncify.js';
import type { Builder, Patch } from './builder.js';
import { Reader } from './bytes.js';
import { body, Code } from './code.js';
import { type Frame, matchMove } from './frames.js';
import { type FuncType, typeOfFunction, ValType } from './module.js';
import { Op } from './opcodes.js';
import { reenterBody, thunkBody } from './reenter.js';
import {
  beginUnwinding,
  type Intrinsics,
  RESUMING,
  type Runtime,
  redirectIntrinsics,
  trailerBody,
  trailerType,
} from './runtime.js';
import type { FoundImports } from './scan.js';
import { StateTests } from './state-tests.js';
import { type Rules, writeVersion } from './version.js';

const { i32 } = ValType;

export function addSplit(
  rt: Runtime,
  asyncified: Asyncified,
  imports: FoundImports,
  intrinsics: Intrinsics,
  frames: ReadonlyMap<number, Frame>,
): void {
  const { builder } = rt;
  const unwind = builder.addFunction('gs.unwind', { params: [], results: [] }, body([], beginUnwinding(rt)));
  const reenter = builder.addFunction('gs.reenter', { params: rt.shadow ? [i32, i32, i32] : [i32, i32], results: [] });
  intrinsics.set('unwind', unwind).set('reenter', reenter);
  redirectIntrinsics(builder, imports.intrinsics, intrinsics);
  const thunks = new Splitter(rt, asyncified, imports).split(frames);
  builder.setBody(reenter, reenterBody(rt, thunks));
}

class Splitter {
  private readonly builder: Builder;
  private readonly rt: Runtime;
  private readonly asyncified: Asyncified;
  private readonly parkingImports: ReadonlySet<number>;
  /** Callee -> its delivering twin; for indirect calls by type and table. */
  private readonly twins = new Map<number | string, number>();

  constructor(rt: Runtime, asyncified: Asyncified, imports: FoundImports) {
    this.builder = rt.builder;
    this.rt = rt;
    this.asyncified = asyncified;
    this.parkingImports = new Set(imports.parkingImports);
    for (const [index, name] of imports.intrinsics) {
      if (name === 'unwind')
        this.twins.set(
          index,
          rt.delivering('gs.unwind.enter', { params: [], results: [] }, this.builder.redirected(index)),
        );
    }
  }

  /** Function indices of the thunks, by frame id. */
  split(frames: ReadonlyMap<number, Frame>): number[] {
    const { rt, asyncified, builder } = this;
    const trailer = builder.addFunction('gs.trailer', trailerType(rt), trailerBody(rt));
    const [fast, resuming] = [this.fastRules(), this.resumeRules()];
    return [...frames].map(([index, frame], id) => {
      const type = typeOfFunction(asyncified.module, index);
      const source = { rt, asyncified, trailer, index, id, frame };
      const resume = builder.addFunction(`f${index}.resume`, type, writeVersion(source, resuming));
      builder.setBody(index, writeVersion(source, fast));
      return builder.addFunction(`gs.thunk.${id}`, { params: [], results: [] }, thunkBody(rt, type, resume));
    });
  }

  private fastRules(): Rules {
    const { rt, asyncified } = this;
    const tests = new StateTests(asyncified.state);
    return {
      entryPointer: rt.shadow?.pointer,
      onState: (patch, at) => tests.onRead(patch, at),
      onControl: (op) => tests.onControl(op),
      onCall: (patch, at, op) => {
        if (op === Op.callIndirect) {
          patch.r.skipLeb();
          patch.r.skipLeb();
          tests.onCall();
        } else if (this.redirect(patch, at, op) && op === Op.call) tests.onCall();
      },
    };
  }

  private resumeRules(): Rules {
    return {
      entryPointer: this.rt.shadow?.entry,
      onState: (patch, at) => this.decideRestoring(patch, at),
      onCall: (patch, at, op) => {
        if (op === Op.refFunc) return void this.redirect(patch, at, op);
        const twin = op === Op.callIndirect ? this.twinOfType(patch.r.u32(), patch.r.u32()) : this.twin(patch.r.u32());
        patch.replace(at).u8(Op.call).u32(twin);
      },
    };
  }

  /** True when the callee may park. */
  private redirect(patch: Patch, at: number, op: number): boolean {
    const index = patch.r.u32();
    const target = this.builder.redirected(index);
    if (target !== index) patch.replace(at).u8(op).u32(target);
    return this.twins.has(index) || this.mayPark(index);
  }

  /** `if (state == 2) { restore ...`: a resume version is entered in state 2, and restores before anything else. */
  private decideRestoring(patch: Patch, at: number): void {
    const { r } = patch;
    const probe = new Reader(r.bytes, r.at, r.end);
    if (probe.u8() !== Op.i32Const || probe.s32() !== RESUMING || probe.u8() !== Op.i32Eq) return;
    const condition = probe.at;
    if (probe.u8() !== Op.if) return;
    probe.skipLeb();
    if (
      probe.u8() !== Op.globalGet ||
      probe.u32() !== this.asyncified.data ||
      matchMove(probe, this.asyncified.data) >= 0
    )
      return;
    r.at = condition;
    patch.replace(at).u8(Op.i32Const).u8(1);
  }

  private mayPark(callee: number): boolean {
    return this.asyncified.instrumented.has(callee) || this.parkingImports.has(callee);
  }

  /** Of a callee that cannot park: the callee itself, redirected. */
  private twin(callee: number): number {
    if (!this.mayPark(callee)) return this.twins.get(callee) ?? this.builder.redirected(callee);
    return this.remember(callee, () =>
      this.rt.delivering(`f${callee}.enter`, typeOfFunction(this.asyncified.module, callee), callee),
    );
  }

  private twinOfType(typeIndex: number, table: number): number {
    const key = `${typeIndex}.${table}`;
    return this.remember(key, () => {
      const type = this.asyncified.module.types[typeIndex] as FuncType;
      const code = this.rt.deliver(new Code(), type.results);
      for (let i = 0; i <= type.params.length; i++) code.local(i);
      code.u8(Op.callIndirect).u32(typeIndex).u32(table);
      return this.builder.addFunction(
        `t${key}.enter`,
        { params: [...type.params, i32], results: type.results },
        body([], code),
      );
    });
  }

  private remember(key: number | string, make: () => number): number {
    const made = this.twins.get(key) ?? make();
    this.twins.set(key, made);
    return made;
  }
}
