/**
 * What the pass adds to a module besides the two versions of its functions: the globals of a switch, and the intrinsics.
 *
 *   the shared buffer, into which every unwinding writes
 *     start                                     softEnd      end
 *     | frame | frame | frame | ... free .......|............|
 *       innermost first         ^ position      one largest frame
 *   a frame in split mode; the trailer, behind what Asyncify saves, is ours:
 *     | call index u32 | locals | [entry SP u32] | id u32 | start of this frame u32 |
 *                     framesEnd ^   only with shadowStack
 * A position behind softEnd has no room for another frame: the next one goes to the start again, and `overrun` says so.
 *
 * In split mode the position is a global. In stock mode it is where Asyncify has it: in the first word of the header (the second is
 * the end of the buffer), whose address is in the global `data`.
 */
import type { Asyncified } from './asyncify.js';
import type { Builder } from './builder.js';
import type { Writer } from './bytes.js';
import { body, Code } from './code.js';
import { type InstrumentError, refusal } from './instrument-error.js';
import { type IntrinsicName, intrinsicTypes } from './intrinsic-types.js';
import { type FuncType, typeNames, ValType } from './module.js';
import { Op } from './opcodes.js';

const { i32 } = ValType;

export const RUNNING = 0;
export const UNWINDING = 1;
export const RESUMING = 2;

/** A function that implements an intrinsic, and, when that is no longer than a call, the code that can stand for one. */
export interface Intrinsic {
  readonly index: number;
  readonly code?: Uint8Array;
}

export type Intrinsics = Map<string, Intrinsic>;

export class Runtime {
  readonly builder: Builder;
  readonly isStock: boolean;
  readonly state: number;
  readonly data: number;
  readonly position: number;
  readonly bufferStart: number;
  readonly softEnd: number;
  readonly overrun: number;
  /** Shadow stack pointer of the program, and the entry value for the frame about to be re-entered. */
  readonly shadow: { readonly pointer: number; readonly entry: number } | undefined;
  private readonly pendingGlobals = new Map<string, number>();

  constructor(builder: Builder, { state, data }: Asyncified, isStock: boolean, shadowPointer: number | undefined) {
    this.builder = builder;
    this.isStock = isStock;
    this.state = state;
    this.data = data;
    this.position = builder.addGlobal(i32);
    this.bufferStart = builder.addGlobal(i32);
    this.softEnd = builder.addGlobal(i32);
    this.overrun = builder.addGlobal(i32);
    this.shadow = shadowPointer === undefined ? undefined : { pointer: shadowPointer, entry: builder.addGlobal(i32) };
  }

  get trailerSize(): number {
    if (this.isStock) return 0;
    return this.shadow ? 12 : 8;
  }

  /** Sets the position to what the global or the parameter holds. */
  setPosition(code: Code, source: { readonly global: number } | { readonly local: number }): Code {
    if (this.isStock) code.global(this.data);
    if ('global' in source) code.global(source.global);
    else code.local(source.local);
    return this.isStock ? code.store(0) : code.setGlobal(this.position);
  }

  getPosition(code: Code): Code {
    return this.isStock ? code.global(this.data).load(0) : code.global(this.position);
  }

  /** The globals that hold pending results of these types: the n-th of a type has its own. */
  pending(types: readonly number[]): number[] {
    return types.map((type, i) => {
      const nth = types.slice(0, i).filter((before) => before === type).length;
      const key = `${type}.${nth}`;
      const global = this.pendingGlobals.get(key) ?? this.builder.addGlobal(type);
      this.pendingGlobals.set(key, global);
      return global;
    });
  }

  /** Functions to get and set every pending value that a host can hold. */
  pendingAccessors(): [string, Intrinsic][] {
    return [...this.pendingGlobals].flatMap(([key, global]): [string, Intrinsic][] => {
      const [type, nth] = key.split('.').map(Number) as [number, number];
      if (type === ValType.v128) return [];
      const name = `pending_${typeNames[type]}${nth === 0 ? '' : `_${nth}`}`;
      const [get, set] = [new Code().global(global), new Code().setGlobal(global)];
      const setter = body([], new Code().local(0).setGlobal(global));
      return [
        [name, this.intrinsic(name, { params: [], results: [type] }, body([], get), get.view())],
        [`set_${name}`, this.intrinsic(`set_${name}`, { params: [type], results: [] }, setter, set.view())],
      ];
    });
  }

  intrinsic(name: string, type: FuncType, content: Writer, code?: Uint8Array): Intrinsic {
    const index = this.builder.addFunction(`gs.${name}`, type, content);
    return code ? { index, code } : { index };
  }

  /** `if (resuming) { state = running; return the pending values }` */
  deliver(code: Code, results: readonly number[]): Code {
    code.global(this.state).i32(RESUMING).op(Op.i32Eq).if().i32(RUNNING).setGlobal(this.state);
    for (const global of this.pending(results)) code.global(global);
    return code.return().end();
  }

  /** Delivers while resuming, and otherwise passes all parameters on to `target`. */
  delivering(name: string, type: FuncType, target: number): number {
    const code = this.deliver(new Code(), type.results);
    type.params.forEach((_, i) => code.local(i));
    return this.builder.addFunction(name, type, body([], code.call(target)));
  }
}

/** The module's imports from `greenspool` give way to what the pass put in. */
export function redirectIntrinsics(
  builder: Builder,
  imported: ReadonlyMap<number, IntrinsicName>,
  intrinsics: Intrinsics,
): void {
  for (const [index, name] of imported) {
    const intrinsic = intrinsics.get(name);
    if (!intrinsic) throw wrongMode(name);
    builder.redirects.set(index, intrinsic.index);
    if (intrinsic.code) builder.inlined.set(index, intrinsic.code);
  }
}

function wrongMode(name: string): InstrumentError {
  return refusal(
    'GS_WASM_INTRINSIC',
    `it imports greenspool.${name}, which this mode does not have`,
    'reenter needs mode "split", rewind needs mode "stock"',
  );
}

/** The intrinsics that both modes share; `largestFrame` counts its trailer. */
export function sharedIntrinsics(rt: Runtime, largestFrame: number, nTables: number): Intrinsics {
  const made: Intrinsics = new Map();
  const typeOf = (name: IntrinsicName) => intrinsicTypes[name][0] as FuncType;
  const add = (name: IntrinsicName, code: Code) => made.set(name, rt.intrinsic(name, typeOf(name), body([], code)));
  const addShort = (name: IntrinsicName, code: Code) =>
    made.set(name, rt.intrinsic(name, typeOf(name), body([], code), code.view()));
  add('start', startCode(rt, nTables));
  add('setup', setupCode(rt, largestFrame));
  addShort('state', new Code().global(rt.state));
  addShort('position', rt.getPosition(new Code()));
  addShort('overrun', new Code().global(rt.overrun).i32(0).setGlobal(rt.overrun));
  addShort('abandon', new Code().i32(RUNNING).setGlobal(rt.state).i32(0).setGlobal(rt.overrun));
  if (rt.isStock) add('stop', stockStopCode(rt));
  else addShort('stop', new Code().i32(RUNNING).setGlobal(rt.state));
  for (const type of [i32, ValType.i64, ValType.f32, ValType.f64]) rt.pending([type]);
  for (const [name, accessor] of rt.pendingAccessors()) made.set(name, accessor);
  return made;
}

/** Without trailers an overrun is known only afterwards. */
function stockStopCode(rt: Runtime): Code {
  const code = new Code().i32(RUNNING).setGlobal(rt.state);
  return code.global(rt.data).load(0).global(rt.data).load(4).op(Op.i32GtU).setGlobal(rt.overrun);
}

function startCode(rt: Runtime, nTables: number): Code {
  if (nTables === 0) return new Code().op(Op.unreachable);
  const type = rt.builder.typeIndex({ params: [i32], results: [] });
  return new Code().local(1).local(0).u8(Op.callIndirect).u32(type).u32(0);
}

/** Traps when the buffer cannot hold the largest frame: nothing could ever be unwound into it. */
function setupCode(rt: Runtime, largestFrame: number): Code {
  const [header, start, end] = [0, 1, 2];
  const code = new Code()
    .local(end)
    .local(start)
    .op(Op.i32Sub)
    .i32(largestFrame)
    .op(Op.i32LtU)
    .if()
    .op(Op.unreachable)
    .end();
  code.local(start).setGlobal(rt.bufferStart).local(end).i32(largestFrame).op(Op.i32Sub).setGlobal(rt.softEnd);
  if (rt.isStock) code.local(header).setGlobal(rt.data).local(header).local(end).store(4);
  return rt.setPosition(code, { local: start });
}

/** The start of an unwinding. Its caller saves the first frame. */
export function beginUnwinding(rt: Runtime): Code {
  return rt.setPosition(new Code().i32(UNWINDING).setGlobal(rt.state), { global: rt.bufferStart });
}
