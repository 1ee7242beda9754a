/** `reenter`: from a frame's id to its resume version, through thunks that keep the results as the pending values. */
import type { Writer } from './bytes.js';
import { body, Code } from './code.js';
import { type FuncType, ValType } from './module.js';
import { Op } from './opcodes.js';
import { RESUMING, type Runtime } from './runtime.js';

/** More cases than this are spread over several functions, so that no function nests without bound. */
const GROUP = 256;
const GROUP_SHIFT = 8;

/** Calls a resume version with zeros: it restores all its locals, parameters too. */
export function thunkBody(rt: Runtime, type: FuncType, resume: number): Writer {
  const code = new Code();
  for (const param of type.params) code.zero(param);
  code.call(resume);
  for (const global of rt.pending(type.results).reverse()) code.setGlobal(global);
  return body([], code);
}

export const reenterType = (rt: Runtime): FuncType => ({
  params: new Array<number>(rt.shadow ? 3 : 2).fill(ValType.i32),
  results: [],
});

/** reenter(id, framesEnd [, entry SP]): the position moves to the frame's end, and the thunk of `id` runs. */
export function reenterBody(rt: Runtime, thunks: readonly number[]): Writer {
  const code = new Code().local(1).setGlobal(rt.position).i32(RESUMING).setGlobal(rt.state);
  if (rt.shadow) code.local(2).setGlobal(rt.shadow.entry);
  if (thunks.length <= GROUP) return body([], dispatch(code, new Code().local(0), thunks));
  const groups: number[] = [];
  for (let first = 0; first < thunks.length; first += GROUP) {
    const low = new Code()
      .local(0)
      .i32(GROUP - 1)
      .op(Op.i32And);
    const members = dispatch(new Code(), low, thunks.slice(first, first + GROUP));
    groups.push(
      rt.builder.addFunction(`gs.thunks.${groups.length}`, { params: [ValType.i32], results: [] }, body([], members)),
    );
  }
  const high = new Code().local(0).i32(GROUP_SHIFT).op(Op.i32ShrU);
  return body([], dispatch(code, high, groups, new Code().local(0)));
}

/** br_table on `selector` to calls of `targets` with `argument`; anything else traps. */
function dispatch(code: Code, selector: Code, targets: readonly number[], argument = new Code()): Code {
  for (let i = 0; i <= targets.length; i++) code.block();
  code.raw(selector.view()).u8(Op.brTable);
  code.list([...targets.keys()], (label) => code.u32(label)).u32(targets.length);
  for (const target of targets) code.end().raw(argument.view()).call(target).return();
  return code.end().op(Op.unreachable);
}
