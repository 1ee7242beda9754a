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
import type { FoundImports } from './find-imports.js';
import { typeOfFunction, ValType } from './module.js';
import { Op } from './opcodes.js';
import { reenterType } from './reenter.js';
import { beginUnwinding, type Intrinsics, RESUMING, type Runtime, redirectIntrinsics } from './runtime.js';

const { i32 } = ValType;
const nothing = { params: [], results: [] };

export function addStock(rt: Runtime, { module }: Asyncified, imports: FoundImports, intrinsics: Intrinsics): void {
  const { builder } = rt;
  const begin = builder.addFunction('gs.begin', nothing, body([], beginUnwinding(rt)));
  intrinsics.set('unwind', { index: rt.delivering('gs.unwind', nothing, begin) });
  intrinsics.set('rewind', rt.intrinsic('rewind', { params: [i32], results: [] }, body([], rewindCode(rt))));
  // the engine's lazy half is never called in a stock build, but it is there
  const never = body([], new Code().op(Op.unreachable));
  intrinsics.set('reenter', rt.intrinsic('reenter', reenterType(rt), never));
  redirectIntrinsics(builder, imports.intrinsics, intrinsics);
  for (const index of imports.parkingImports)
    builder.redirects.set(index, rt.delivering(`f${index}.enter`, typeOfFunction(module, index), index));
}

function rewindCode(rt: Runtime): Code {
  return rt.setPosition(new Code().i32(RESUMING).setGlobal(rt.state), { local: 0 });
}
