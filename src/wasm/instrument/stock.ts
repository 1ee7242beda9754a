/**
 * Stock mode: Asyncify as it is, under the same intrinsics. It exists to compare with: every resume re-enters every frame.
 *
 *   unwind()            while all frames are being restored this is the innermost call, and there restoring ends
 *   rewind(framesEnd)   position and state; the host then calls the outermost function again
 *   an import that may park goes through a shim that delivers the pending value at the end of restoring
 * There is no trailer and no soft limit: `stop` reports an overrun after the fact, as Asyncify itself does.
 */
import type { Asyncified } from './asyncify.js';
import { body, Code } from './code.js';
import { intrinsicTypes } from './intrinsic-types.js';
import { type FuncType, typeOfFunction } from './module.js';
import { Op } from './opcodes.js';
import { beginUnwinding, type Intrinsics, RESUMING, RUNNING, type Runtime, redirectIntrinsics } from './runtime.js';
import type { FoundImports } from './scan.js';

const nothing = { params: [], results: [] };

export function addStock(rt: Runtime, { module }: Asyncified, imports: FoundImports, intrinsics: Intrinsics): void {
  const { builder } = rt;
  const begin = builder.addFunction('gs.begin', nothing, body([], beginUnwinding(rt)));
  intrinsics.set('unwind', rt.delivering('gs.unwind', nothing, begin));
  intrinsics.set('rewind', builder.addFunction('gs.rewind', { params: [0x7f], results: [] }, body([], rewindCode(rt))));
  builder.setBody(intrinsics.get('stop') as number, body([], stopCode(rt)));
  // the engine's lazy half is never called in a stock build, but it is there
  const never = body([], new Code().op(Op.unreachable));
  intrinsics.set('reenter', builder.addFunction('gs.reenter', intrinsicTypes.reenter[0] as FuncType, never));
  redirectIntrinsics(builder, imports.intrinsics, intrinsics);
  for (const index of imports.parkingImports)
    builder.redirects.set(index, rt.delivering(`f${index}.enter`, typeOfFunction(module, index), index));
}

function rewindCode(rt: Runtime): Code {
  return rt.setPosition(new Code().i32(RESUMING).setGlobal(rt.state), { local: 0 });
}

function stopCode(rt: Runtime): Code {
  const code = new Code().i32(RUNNING).setGlobal(rt.state);
  return code.global(rt.data).load(0).global(rt.data).load(4).op(Op.i32GtU).setGlobal(rt.overrun);
}
