/**
 * Binaryen's Asyncify, and what the split must know of its output: the two globals of the pass, read from the bodies of the
 * functions it exports, and the functions it instrumented, which are those that mention its state.
 *
 * The pass's own clean-up is on (level 2, no shrinking: that would merge tests the split looks for); the optimiser comes later.
 */
import { runPass, withBinaryen } from './binaryen.js';
import { skipLocals } from './builder.js';
import { Reader } from './bytes.js';
import { brokenPattern, refusal } from './instrument-error.js';
import { Kind, type Module, parseModule } from './module.js';
import { Op, skipImmediates } from './opcodes.js';
import type { Scan } from './scan.js';

export interface Asyncified {
  readonly module: Module;
  /** Global: 0 running, 1 unwinding, 2 resuming. */
  readonly state: number;
  /** Global: address of the header, whose first word is the stack position. */
  readonly data: number;
  /** Function indices. */
  readonly instrumented: ReadonlySet<number>;
}

const exportNames = [
  'asyncify_start_unwind',
  'asyncify_stop_unwind',
  'asyncify_start_rewind',
  'asyncify_stop_rewind',
  'asyncify_get_state',
] as const;

export function runAsyncify(bytes: Uint8Array, original: Module, scan: Scan): Asyncified {
  const parks = scan.parkingImports
    .map((index) => original.importedFunctions[index])
    .map((entry) => `${entry?.module}.${entry?.name}`);
  const imports = ['greenspool.unwind', ...parks].join(',').replaceAll(/[()<>[\]{}]/g, '*');
  const output = refusingReferences(scan, () =>
    withBinaryen(bytes, scan.features, { optimizeLevel: 2, shrinkLevel: 0, debugInfo: true }, (m) => {
      m.runPasses(['strip-dwarf']);
      runPass(m, 'asyncify', imports, 'asyncify-imports');
    }),
  );
  const module = parseModule(output);
  const own = exportNames.map((name) => exportedFunction(module, name));
  const { state, data } = findGlobals(module, own[0] as number);
  return { module, state, data, instrumented: findInstrumented(module, state, new Set(own)) };
}

/** Binaryen gives up without a word when a reference would have to be saved. */
function refusingReferences(scan: Scan, work: () => Uint8Array): Uint8Array {
  try {
    return work();
  } catch (cause) {
    if (!scan.hasReferences) throw cause;
    throw refusal(
      'GS_WASM_REFERENCES',
      'Binaryen stopped: most likely a reference (funcref, externref) is alive across a call that may park, and frames in memory cannot hold it',
      'Keep references in a table and pass indices',
      cause,
    );
  }
}

export const isAsyncifyExport = (name: string): boolean => (exportNames as readonly string[]).includes(name);

function exportedFunction(module: Module, name: string): number {
  const found = module.exports.find((entry) => entry.kind === Kind.function && entry.name === name);
  if (!found) throw brokenPattern(`it exports no ${name}`);
  return found.index;
}

/** asyncify_start_unwind is: state = 1; data = its parameter; check the end. */
function findGlobals(module: Module, startUnwind: number): { state: number; data: number } {
  const r = bodyReader(module, startUnwind);
  const set: number[] = [];
  while (!r.done) {
    const op = r.u8();
    const at = r.at;
    skipImmediates(r, op);
    if (op === Op.globalSet) set.push(new Reader(r.bytes, at).u32());
  }
  const [state, data] = set;
  if (set.length !== 2 || state === undefined || data === undefined)
    throw brokenPattern('asyncify_start_unwind does not set two globals');
  return { state, data };
}

function findInstrumented(module: Module, state: number, own: ReadonlySet<number>): Set<number> {
  const found = new Set<number>();
  for (let i = 0; i < module.bodies.length; i++) {
    const index = i + module.importedFunctions.length;
    if (!own.has(index) && mentionsGlobal(bodyReader(module, index), state)) found.add(index);
  }
  return found;
}

function mentionsGlobal(r: Reader, global: number): boolean {
  while (!r.done) {
    const op = r.u8();
    if (op !== Op.globalGet && op !== Op.globalSet) skipImmediates(r, op);
    else if (r.u32() === global) return true;
  }
  return false;
}

/** A reader that stands on the first instruction of a defined function. */
export function bodyReader(module: Module, index: number): Reader {
  const range = module.bodies[index - module.importedFunctions.length];
  if (!range) throw brokenPattern(`function ${index} has no body`);
  const r = new Reader(module.bytes, range.start, range.end);
  skipLocals(r);
  return r;
}
