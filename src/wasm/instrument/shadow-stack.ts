/** Finds the global of a program's shadow stack pointer through an export: the global itself, or a function that only returns it. */
import { bodyReader } from './asyncify.js';
import { type InstrumentError, refusal } from './instrument-error.js';
import { Kind, type Module } from './module.js';
import { Op } from './opcodes.js';

export function findShadowPointer(module: Module, exportName: string): number {
  const found = module.exports.find((entry) => entry.name === exportName);
  if (found?.kind === Kind.global) return found.index;
  if (found?.kind !== Kind.function || found.index < module.importedFunctions.length)
    throw notFound(exportName, 'no function or global of that name is exported');
  const r = bodyReader(module, found.index);
  const isGetter = r.u8() === Op.globalGet;
  const global = r.u32();
  if (!isGetter || r.u8() !== Op.end) throw notFound(exportName, 'that function does more than return a global');
  return global;
}

function notFound(name: string, why: string): InstrumentError {
  return refusal(
    'GS_WASM_SHADOW_STACK',
    `the shadow stack pointer was not found behind the export "${name}": ${why}`,
    'Export the global, or a function that returns it',
  );
}
