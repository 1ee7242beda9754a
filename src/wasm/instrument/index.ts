/**
 * The instrument pass: makes the functions of a WebAssembly module suspendable. Build time only (it needs binaryen).
 *
 *   scan -> Binaryen's asyncify -> split (two versions of each function) -> intrinsics -> optimiser -> description
 */
import { type Asyncified, isAsyncifyExport, runAsyncify } from './asyncify.js';
import { Builder } from './builder.js';
import { appendDescription, describeModule } from './description.js';
import { type FoundImports, findImports } from './find-imports.js';
import { findFrames } from './frames.js';
import { Kind, parseModule } from './module.js';
import { type Optimize, optimise } from './optimise.js';
import { importMatcher } from './patterns.js';
import { type Intrinsics, Runtime, sharedIntrinsics } from './runtime.js';
import { type Mode, scanModule } from './scan.js';
import { findShadowPointer } from './shadow-stack.js';
import { addSplit } from './split.js';
import { addStock } from './stock.js';

export type { Description, Signature } from './description.js';
export { InstrumentError } from './instrument-error.js';
export type { Optimize } from './optimise.js';

export interface InstrumentOptions {
  /** Imports that may park, as `module.name`; `*` stands for any characters. `greenspool.unwind` always does. */
  readonly imports?: readonly string[];
  /** `split` (default): lazy, frames are re-entered one at a time. `stock`: plain Asyncify, for comparison. */
  readonly mode?: Mode;
  /** Export the intrinsics as `gs.unwind`, `gs.state`, ... for a JavaScript host. */
  readonly exportControl?: boolean;
  /** Name of the export (a function that returns it, or the global) of a shadow stack pointer to keep in frames. */
  readonly shadowStack?: string;
  /** What the final optimiser aims at; default `speed`. */
  readonly optimize?: Optimize;
  /** Keep the name section; default: as the input. */
  readonly names?: boolean;
}

/** Instruments a module. Throws `InstrumentError`; the codes are listed in scan.ts. */
export function instrument(bytes: Uint8Array, options: InstrumentOptions = {}): Uint8Array<ArrayBuffer> {
  const { imports = [], mode = 'split', optimize = 'speed', shadowStack } = options;
  const original = parseModule(bytes);
  const parks = importMatcher(imports);
  const scan = scanModule(original, parks, mode);
  const asyncified = runAsyncify(bytes, original, scan);
  const { encoded, largestFrame } = addVersions(asyncified, findImports(asyncified.module, parks), options);
  const names = options.names ?? original.customs.some((custom) => custom.name === 'name');
  const optimised = optimise(encoded, scan.features, optimize, names);
  const rest = {
    mode,
    shadowStack: shadowStack !== undefined,
    largestFrame,
    nInstrumented: asyncified.instrumented.size,
  };
  return appendDescription(optimised, describeModule(original, scan.parkingImports, rest));
}

function addVersions(asyncified: Asyncified, imports: FoundImports, options: InstrumentOptions) {
  const { module } = asyncified;
  const builder = new Builder(module);
  const pointer = options.shadowStack === undefined ? undefined : findShadowPointer(module, options.shadowStack);
  const stock = options.mode === 'stock';
  const rt = new Runtime(builder, asyncified, stock, pointer);
  const frames = findFrames(asyncified);
  let largestFrame = 0;
  for (const { size } of frames.values()) largestFrame = Math.max(largestFrame, size + rt.trailerSize);
  const intrinsics = sharedIntrinsics(rt, largestFrame, module.nTables);
  if (stock) addStock(rt, asyncified, imports, intrinsics);
  else addSplit(rt, asyncified, imports, intrinsics, frames);
  exportControl(rt, intrinsics, options.exportControl ?? false);
  return { encoded: builder.encode(), largestFrame };
}

/** Asyncify's own control functions disappear; ours are exported on request. */
function exportControl(rt: Runtime, intrinsics: Intrinsics, wanted: boolean): void {
  const { builder } = rt;
  const kept = builder.exports.filter((entry) => !isAsyncifyExport(entry.name));
  const control: Intrinsics = new Map(wanted ? [...rt.pendingAccessors(), ...intrinsics] : []);
  control.delete('start');
  const added = [...control].map(([name, { index }]) => ({ name: `gs.${name}`, kind: Kind.function, index }));
  builder.exports.splice(0, builder.exports.length, ...kept, ...added);
}
