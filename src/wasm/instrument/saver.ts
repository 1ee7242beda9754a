/**
 * The function that writes a frame: one for all functions that save locals of the same types in the same order.
 *
 *   save(locals ..., call index, id [, entry SP])
 *     | call index u32 | locals, packed | [entry SP u32] | id u32 | start of this frame u32 |
 * Asyncify's own saving, a load, a store and a move of the position for each part, would be several times as long in every version; V8
 * inlines by size, so length costs speed even where it never runs. (Written out in each version a switch was 6 % faster on Node 20
 * and the same on Node 26, where work that never parks was 5 to 12 % slower.)
 */
import { body, Code } from './code.js';
import { ValType } from './module.js';
import { Op } from './opcodes.js';
import type { Runtime } from './runtime.js';

const { i32 } = ValType;

/** Bytes of a local in a frame, and the store that writes it, without its alignment and offset. */
const stores: Readonly<Record<number, { readonly size: number; readonly op: readonly number[] }>> = {
  [ValType.i32]: { size: 4, op: [Op.i32Store] },
  [ValType.i64]: { size: 8, op: [Op.i64Store] },
  [ValType.f32]: { size: 4, op: [Op.f32Store] },
  [ValType.f64]: { size: 8, op: [Op.f64Store] },
  [ValType.v128]: { size: 16, op: [Op.simd, 11] },
};

export const sizeInFrame = (type: number): number => stores[type]?.size ?? 0;

export class Savers {
  private readonly rt: Runtime;
  private readonly made = new Map<string, number>();

  constructor(rt: Runtime) {
    this.rt = rt;
  }

  /** Function index of the saver for these locals. */
  saverOf(types: readonly number[]): number {
    const key = String(types);
    const index = this.made.get(key) ?? this.make(types);
    this.made.set(key, index);
    return index;
  }

  private make(types: readonly number[]): number {
    const { rt } = this;
    const params = [...types, i32, i32, ...(rt.shadow ? [i32] : [])];
    const [callIndex, id, entrySp, start] = [types.length, types.length + 1, types.length + 2, params.length];
    const code = new Code().global(rt.position).teeLocal(start).local(callIndex).store(0);
    let at = 4;
    types.forEach((type, i) => {
      const { size, op } = stores[type] ?? { size: 0, op: [Op.unreachable] };
      code.local(start).local(i).raw(op).u8(0).u32(at);
      at += size;
    });
    if (rt.shadow) code.local(start).local(entrySp).store(at);
    if (rt.shadow) at += 4;
    code.local(start).local(id).store(at);
    code
      .local(start)
      .local(start)
      .store(at + 4);
    code
      .local(start)
      .i32(at + 8)
      .op(Op.i32Add)
      .teeLocal(start)
      .setGlobal(rt.position);
    code.local(start).global(rt.softEnd).op(Op.i32GtU).if().i32(1).setGlobal(rt.overrun);
    rt.setPosition(code, { global: rt.bufferStart }).end();
    return rt.builder.addFunction(`gs.save.${this.made.size}`, { params, results: [] }, body([i32], code));
  }
}
