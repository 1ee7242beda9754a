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
 * Both versions end in the saving of the frame with its trailer (saver.ts). Asyncify ends the normal body with an explicit return or a trap, so that only an unwinding
 * reaches the end; frames.ts verifies that for each function. Results of the function lie below on the value stack.
 *
 * Rejected: the test for resuming at the head of every fast version (the prototype). It costs each call that never parks.
 */
import type { Asyncified } from './asyncify.js';
import type { Builder, Patch } from './builder.js';
import { Reader, type Writer } from './bytes.js';
import { body, Code } from './code.js';
import { clearingExits } from './exits.js';
import type { FoundImports } from './find-imports.js';
import { type Frame, matchMove } from './frames.js';
import { type FuncType, typeOfFunction, ValType } from './module.js';
import { Op } from './opcodes.js';
import { reenterBody, reenterType, thunkBody } from './reenter.js';
import { beginUnwinding, type Intrinsics, RESUMING, RUNNING, type Runtime, redirectIntrinsics } from './runtime.js';
import { Savers } from './saver.js';
import { inOrder, savedSlots } from './slots.js';
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
  const unwind = beginUnwinding(rt);
  intrinsics.set('unwind', rt.intrinsic('unwind', { params: [], results: [] }, body([], unwind), unwind.view()));
  const reenter = builder.addFunction('gs.reenter', reenterType(rt));
  intrinsics.set('reenter', { index: reenter });
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
    const unwinds = [...imports.intrinsics].flatMap(([index, name]) => (name === 'unwind' ? [index] : []));
    this.parkingImports = new Set([...imports.parkingImports, ...unwinds]);
  }

  /** Function indices of the thunks, by frame id. */
  split(frames: ReadonlyMap<number, Frame>): number[] {
    const { rt, asyncified, builder } = this;
    const [fast, resuming] = [this.fastRules(), this.resumeRules()];
    const savers = new Savers(rt);
    return [...frames].map(([index, frame], id) => {
      const type = typeOfFunction(asyncified.module, index);
      const scope = { asyncified, tail: frame.tail, mayPark: (callee: number) => this.mayPark(callee) };
      const slots = savedSlots(asyncified, index, frame);
      const exits = clearingExits(scope, index, slots);
      const source = { rt, asyncified, savers, index, id, frame, saved: inOrder(slots), exits };
      const resume = builder.addFunction(`f${index}.resume`, type, writeVersion(source, resuming));
      builder.setBody(index, writeVersion(source, fast));
      return builder.addFunction(`gs.thunk.${id}`, { params: [], results: [] }, thunkBody(rt, type, resume));
    });
  }

  private fastRules(): Rules {
    const { rt, asyncified, builder } = this;
    const tests = new StateTests(asyncified.state);
    return {
      entryPointer: rt.shadow?.pointer,
      onState: (patch, at) => tests.onRead(patch, at),
      onControl: (op) => tests.onControl(op),
      onExit: () => tests.onExit(),
      onCall: (patch) => {
        if (this.mayPark(builder.patchCall(patch))) tests.onCall();
      },
      onCallIndirect: (patch) => {
        patch.r.skipLeb();
        patch.r.skipLeb();
        tests.onCall();
      },
    };
  }

  private resumeRules(): Rules {
    const { rt, asyncified } = this;
    return {
      entryPointer: rt.shadow?.entry,
      onState: (patch, at) => this.decideRestoring(patch, at),
      onCall: (patch, at) => {
        const callee = new Reader(patch.r.bytes, patch.r.at).u32();
        if (!this.mayPark(callee)) return void this.builder.patchCall(patch);
        patch.r.skipLeb();
        this.enter(patch.replace(at), callee, typeOfFunction(asyncified.module, callee));
      },
      onCallIndirect: (patch, at) => {
        const [type, table] = [patch.r.u32(), patch.r.u32()];
        patch.replace(at).u8(Op.call).u32(this.twinOfType(type, table));
      },
    };
  }

  /** What stands for a call in a resume version: its delivering twin, or that twin's code. */
  private enter(out: Writer, callee: number, { params, results }: FuncType): void {
    const inlined = this.builder.inlined.get(callee);
    if (!inlined || params.length + results.length > 0) return void out.u8(Op.call).u32(this.twin(callee));
    const { state } = this.rt;
    const code = new Code().global(state).i32(RESUMING).op(Op.i32Eq).if().i32(RUNNING).setGlobal(state).op(Op.else);
    out.raw(code.view()).raw(inlined).u8(Op.end);
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

  private twin(callee: number): number {
    return this.remember(callee, () =>
      this.rt.delivering(
        `f${callee}.enter`,
        typeOfFunction(this.asyncified.module, callee),
        this.builder.redirected(callee),
      ),
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
