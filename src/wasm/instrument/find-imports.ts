/** Which imports of a module matter to the pass: its intrinsics, and the host's functions that may park. */
import { type InstrumentError, refusal } from './instrument-error.js';
import { type IntrinsicName, intrinsicTypes, isIntrinsic } from './intrinsic-types.js';
import { type FuncType, type Import, type Module, sameType, typeNames, typeOfFunction } from './module.js';
import type { ImportMatcher } from './patterns.js';

export interface FoundImports {
  /** Function index of each intrinsic that the module imports. */
  readonly intrinsics: ReadonlyMap<number, IntrinsicName>;
  /** Function indices of the host's imports that may park. */
  readonly parkingImports: readonly number[];
}

export function findImports(module: Module, parks: ImportMatcher): FoundImports {
  const intrinsics = findIntrinsics(module);
  const parkingImports = module.importedFunctions.flatMap((entry, index) =>
    !intrinsics.has(index) && parks(entry.module, entry.name) ? [index] : [],
  );
  return { intrinsics, parkingImports };
}

function findIntrinsics(module: Module): Map<number, IntrinsicName> {
  const found = new Map<number, IntrinsicName>();
  module.importedFunctions.forEach((entry, index) => {
    if (entry.module !== 'greenspool') return;
    if (!isIntrinsic(entry.name)) throw wrongIntrinsic(entry, 'which the pass does not provide');
    const type = typeOfFunction(module, index);
    if (!intrinsicTypes[entry.name].some((allowed) => sameType(allowed, type)))
      throw wrongIntrinsic(
        entry,
        `with the signature ${showType(type)} instead of ${intrinsicTypes[entry.name].map(showType).join(' or ')}`,
      );
    found.set(index, entry.name);
  });
  return found;
}

const showType = (type: FuncType) =>
  `(${type.params.map((t) => typeNames[t]).join(' ')}) -> (${type.results.map((t) => typeNames[t]).join(' ')})`;

function wrongIntrinsic(entry: Import, how: string): InstrumentError {
  return refusal(
    'GS_WASM_INTRINSIC',
    `it imports greenspool.${entry.name} ${how}`,
    'Declare it as greenspool provides it',
  );
}
