/**
 * The split: two versions of every function that Asyncify instrumented, made by copying its bytes in one scan.
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
 * Both versions end in `trailer(id)`. Asyncify ends the normal body with an explicit return or a trap, so that only an unwinding
 * reaches the end; frame-size.ts verifies that for each function. Results of the function lie below on the value stack.
 *
 * Rejected: the test for resuming at the head of every fast version (the prototype). It costs each call that never parks.
 */
import type { Asyncified } from './asyncify.js';
import { type Builder, Patch, skipLocals } from './builder.js';
import { Reader, Writer } from './bytes.js';
import { body, Code } from './code.js';
import { brokenPattern } from './instrument-error.js';
import { type FuncType, type Range, typeOfFunction, ValType } from './module.js';
import { Op, skipImmediates } from './opcodes.js';
import { beginUnwinding, type Intrinsics, RESUMING, type Runtime, redirectIntrinsics, trailerBody, trailerType } from './runtime.js';
import type { FoundImports } from './scan.js';
import { decideStateTest } from './state-tests.js';

const { i32 } = ValType;
const GROUP = 256;

export function addSplit(rt: Runtime, asyncified: Asyncified, imports: FoundImports, intrinsics: Intrinsics): void {
  const { builder } = rt;
  const reenterParams = rt.shadow ? [i32, i32, i32] : [i32, i32];
  const unwind = builder.addFunction('gs.unwind', { params: [], results: [] }, body([], beginUnwinding(rt)));
  const reenter = builder.addFunction('gs.reenter', { params: reenterParams, results: [] });
  intrinsics.set('unwind', unwind).set('reenter', reenter);
  redirectIntrinsics(builder, imports.intrinsics, intrinsics);
  const thunks = new Splitter(rt, asyncified, imports).splitAll();
  builder.setBody(reenter, reenterBody(rt, thunks));
}

class Splitter {
  private readonly builder: Builder;
  private readonly rt: Runtime;
  private readonly asyncified: Asyncified;
  private readonly trailer: number;
  /** Callee in the instrumented module -> its delivering twin. */
  private readonly entering = new Map<number, number>();
  private readonly enteringIndirectly = new Map<string, number>();
  private readonly parkingImports: ReadonlySet<number>;

  constructor(rt: Runtime, asyncified: Asyncified, imports: FoundImports) {
    this.builder = rt.builder;
    this.rt = rt;
    this.asyncified = asyncified;
    this.trailer = this.builder.addFunction('gs.trailer', trailerType(rt), trailerBody(rt));
    this.parkingImports = new Set(imports.parkingImports);
    for (const [index, name] of imports.intrinsics) {
      if (name === 'unwind') this.entering.set(index, rt.delivering('gs.unwind.enter', { params: [], results: [] }, this.builder.redirected(index)));
    }
  }

  /** Function indices of the thunks, by frame id. */
  splitAll(): number[] {
    return [...this.asyncified.instrumented].map((index, id) => this.splitOne(index, id));
  }

  private splitOne(index: number, id: number): number {
    const { module } = this.asyncified;
    const range = module.bodies[index - module.importedFunctions.length] as Range;
    const type = typeOfFunction(module, index);
    const resume = this.builder.addFunction(`f${index}.resume`, type, this.resumeVersion(range, type, id));
    this.builder.setBody(index, this.fastVersion(range, type, id));
    return this.builder.addFunction(`gs.thunk.${id}`, { params: [], results: [] }, this.thunk(type, resume));
  }

  private resumeVersion(range: Range, type: FuncType, id: number): Writer {
    const { r, out, entrySp } = this.open(range, type, this.rt.shadow?.entry);
    const patch = new Patch(r, out);
    while (r.at < r.end - 1) {
      const at = r.at;
      const op = r.u8();
      if (op === Op.call) {
        const callee = r.u32();
        const target = this.enter(callee) ?? this.builder.redirected(callee);
        if (target !== callee) patch.replace(at).u8(op).u32(target);
      } else if (op === Op.callIndirect) {
        patch.replace(at).u8(Op.call).u32(this.enterIndirect(r.u32(), r.u32()));
      } else if (op === Op.refFunc) this.redirectReference(patch, at);
      else skipImmediates(r, op);
    }
    return this.close(patch, out, entrySp, id);
  }

  private fastVersion(range: Range, type: FuncType, id: number): Writer {
    const { r, out, entrySp } = this.open(range, type, this.rt.shadow?.pointer);
    const { state } = this.asyncified;
    const patch = new Patch(r, out);
    while (r.at < r.end - 1) {
      const at = r.at;
      const op = r.u8();
      if (op === Op.globalGet) {
        if (r.u32() === state) decideStateTest(patch, at, state);
      } else if (op === Op.globalSet) {
        if (r.u32() === state) throw brokenPattern('an instrumented function sets the state');
      } else if (op === Op.call || op === Op.refFunc) this.redirectReference(patch, at);
      else skipImmediates(r, op);
    }
    return this.close(patch, out, entrySp, id);
  }

  /** Copies the locals; with a shadow stack adds one, which keeps the entry pointer that `source` holds. */
  private open(range: Range, type: FuncType, source: number | undefined) {
    const { bytes } = this.asyncified.module;
    const r = new Reader(bytes, range.start, range.end);
    const out = new Writer(2 * (range.end - range.start) + 32);
    if (source === undefined) {
      skipLocals(r);
      out.raw(bytes.subarray(range.start, r.at));
      return { r, out, entrySp: -1 };
    }
    const nGroups = r.u32();
    let entrySp = type.params.length;
    out.u32(nGroups + 1);
    for (let n = nGroups; n > 0; n--) {
      const count = r.u32();
      out.u32(count).u8(r.u8());
      entrySp += count;
    }
    out.u32(1).u8(i32).raw(new Code().global(source).setLocal(entrySp).view());
    return { r, out, entrySp };
  }

  private close(patch: Patch, out: Writer, entrySp: number, id: number): Writer {
    patch.copyTo(patch.r.at);
    const code = entrySp < 0 ? new Code() : new Code().local(entrySp);
    return out.raw(code.i32(id).call(this.trailer).end().view());
  }

  private redirectReference(patch: Patch, at: number): void {
    const op = patch.r.bytes[at] as number;
    const index = patch.r.u32();
    const target = this.builder.redirected(index);
    if (target !== index) patch.replace(at).u8(op).u32(target);
  }

  private enter(callee: number): number | undefined {
    const known = this.entering.get(callee);
    if (known !== undefined) return known;
    if (!this.asyncified.instrumented.has(callee) && !this.parkingImports.has(callee)) return undefined;
    const made = this.rt.delivering(`f${callee}.enter`, typeOfFunction(this.asyncified.module, callee), callee);
    this.entering.set(callee, made);
    return made;
  }

  private enterIndirect(typeIndex: number, table: number): number {
    const key = `${typeIndex}.${table}`;
    const known = this.enteringIndirectly.get(key);
    if (known !== undefined) return known;
    const type = this.asyncified.module.types[typeIndex] as FuncType;
    const code = this.rt.deliver(new Code(), type.results);
    for (let i = 0; i <= type.params.length; i++) code.local(i);
    code.u8(Op.callIndirect).u32(typeIndex).u32(table);
    const made = this.builder.addFunction(`t${key}.enter`, { params: [...type.params, i32], results: type.results }, body([], code));
    this.enteringIndirectly.set(key, made);
    return made;
  }

  private thunk(type: FuncType, resume: number): Writer {
    const code = new Code();
    for (const param of type.params) code.zero(param);
    code.call(resume);
    for (const global of this.rt.pending(type.results).reverse()) code.setGlobal(global);
    return body([], code);
  }
}

/** reenter(id, framesEnd [, entry SP]): the position moves to the frame's end, and the thunk of `id` runs. */
export function reenterBody(rt: Runtime, thunks: readonly number[]): Writer {
  const code = new Code().global(rt.data).local(1).store(0).i32(RESUMING).setGlobal(rt.state);
  if (rt.shadow) code.local(2).setGlobal(rt.shadow.entry);
  if (thunks.length <= GROUP) return body([], dispatch(code, new Code().local(0), thunks));
  const groups: number[] = [];
  for (let first = 0; first < thunks.length; first += GROUP) {
    const members = dispatch(new Code(), new Code().local(0).i32(GROUP - 1).op(Op.i32And), thunks.slice(first, first + GROUP));
    groups.push(rt.builder.addFunction(`gs.thunks.${groups.length}`, { params: [i32], results: [] }, body([], members)));
  }
  const shift = Math.log2(GROUP);
  const I32_SHR_U = 0x76;
  return body([], dispatch(code, new Code().local(0).i32(shift).op(I32_SHR_U), groups, true));
}

/** br_table on `selector` to calls of `targets`; anything else traps. */
function dispatch(code: Code, selector: Code, targets: readonly number[], passId = false): Code {
  for (let i = 0; i <= targets.length; i++) code.block();
  code.raw(selector.view()).u8(Op.brTable);
  code.list([...targets.keys()], (label) => code.u32(label)).u32(targets.length);
  for (const target of targets) {
    code.end();
    if (passId) code.local(0);
    code.call(target).return();
  }
  return code.end().op(Op.unreachable);
}
