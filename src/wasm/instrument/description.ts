/** The custom section `greenspool`: a JSON description of what was done, from which a host knows how to drive the module. */
import { Writer } from './bytes.js';
import { Kind, type Module, Section, typeNames, typeOfFunction } from './module.js';

export interface Signature {
  readonly params: readonly string[];
  readonly results: readonly string[];
}

export interface Description {
  readonly version: 1;
  readonly mode: 'split' | 'stock';
  /** Frames have the entry stack pointer in their trailer. */
  readonly shadowStack: boolean;
  /** Bytes of the largest frame with its trailer: the least that the unwinding buffer must hold. */
  readonly largestFrame: number;
  /** Functions that may park. */
  readonly nInstrumented: number;
  readonly imports: readonly (Signature & { readonly module: string; readonly name: string })[];
  readonly exports: readonly (Signature & { readonly name: string })[];
}

export function describeModule(
  module: Module,
  parkingImports: readonly number[],
  rest: Omit<Description, 'version' | 'imports' | 'exports'>,
): Description {
  return {
    version: 1,
    ...rest,
    imports: parkingImports.map((index) => {
      const { module: from, name } = module.importedFunctions[index] ?? { module: '', name: '' };
      return { module: from, name, ...signature(module, index) };
    }),
    exports: module.exports
      .filter((entry) => entry.kind === Kind.function)
      .map((entry) => ({ name: entry.name, ...signature(module, entry.index) })),
  };
}

function signature(module: Module, index: number): Signature {
  const { params, results } = typeOfFunction(module, index);
  const names = (types: readonly number[]) => types.map((type) => typeNames[type] as string);
  return { params: names(params), results: names(results) };
}

export function appendDescription(bytes: Uint8Array, description: Description): Uint8Array<ArrayBuffer> {
  const section = new Writer().name('greenspool').raw(new TextEncoder().encode(JSON.stringify(description)));
  return Uint8Array.from(
    new Writer(bytes.length + section.length + 8).raw(bytes).u8(Section.custom).sized(section).view(),
  );
}
