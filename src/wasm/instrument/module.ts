/**
 * A module taken apart as far as the pass needs it: types, imports, exports and function bodies as records, everything else as
 * the bytes it came in. Indices are never renumbered; what the pass adds goes behind what is there, so that most bytes of a
 * module are copied and never understood.
 *
 *   function index space:  [imports ............][defined ..........][added by the pass ...]
 *                          0        nImports                 nImports + bodies.length
 */
import { malformed, Reader, Writer } from './bytes.js';
import { type InstrumentError, refusal } from './instrument-error.js';

export const ValType = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
  funcref: 0x70,
  externref: 0x6f,
  exnref: 0x69,
} as const;

export const typeNames: Record<number, string> = Object.fromEntries(
  Object.entries(ValType).map(([name, code]) => [code, name]),
);

export const Kind = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const;

/** Section ids in the order in which sections must stand. */
export const Section = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  tag: 13,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  dataCount: 12,
  code: 10,
  data: 11,
} as const;
const order = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

export interface FuncType {
  readonly params: readonly number[];
  readonly results: readonly number[];
}

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly kind: number;
  /** Type index of a function; -1 for the other kinds. */
  readonly type: number;
}

export interface Export {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

/** A slice of the module's bytes. */
interface Range {
  readonly start: number;
  readonly end: number;
}

interface Custom {
  readonly name: string;
  readonly content: Range;
  /** With id, size and name. */
  readonly whole: Range;
}

export interface Module {
  readonly bytes: Uint8Array;
  readonly types: FuncType[];
  readonly imports: readonly Import[];
  /** Function imports only, in index order. */
  readonly importedFunctions: readonly Import[];
  /** Type indices of the defined functions. */
  readonly functionTypes: readonly number[];
  readonly nGlobals: number;
  readonly nTables: number;
  readonly nMemories: number;
  readonly exports: readonly Export[];
  readonly start: number | undefined;
  /** Each with its locals, without its size. */
  readonly bodies: readonly Range[];
  readonly sections: ReadonlyMap<number, Range>;
  readonly customs: readonly Custom[];
}

const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

export function parseModule(bytes: Uint8Array): Module {
  if (bytes.length < 8 || magic.some((byte, i) => bytes[i] !== byte)) throw notWasm();
  const { sections, customs } = parseSections(bytes);
  const read = <T>(id: number, parse: (r: Reader) => T, otherwise: T): T => {
    const range = sections.get(id);
    return range ? parse(new Reader(bytes, range.start, range.end)) : otherwise;
  };
  const list = <T>(id: number, item: (r: Reader) => T): T[] => read(id, (r) => r.list(() => item(r)), []);
  const count = (id: number): number => read(id, (r) => r.u32(), 0);
  list(Section.memory, skipLimits);
  const imports = list(Section.import, parseImport);
  const functionTypes = list(Section.function, (r) => r.u32());
  const bodies = list(Section.code, parseBody);
  if (functionTypes.length !== bodies.length)
    throw malformed(`${functionTypes.length} functions are declared and ${bodies.length} defined`);
  const imported = (kind: number) => imports.filter((entry) => entry.kind === kind);
  return {
    bytes,
    types: list(Section.type, parseType),
    imports,
    importedFunctions: imported(Kind.function),
    functionTypes,
    nGlobals: imported(Kind.global).length + count(Section.global),
    nTables: imported(Kind.table).length + count(Section.table),
    nMemories: imported(Kind.memory).length + count(Section.memory),
    exports: list(Section.export, (r) => ({ name: r.name(), kind: r.u8(), index: r.u32() })),
    start: read<number | undefined>(Section.start, (r) => r.u32(), undefined),
    bodies,
    sections,
    customs,
  };
}

function parseSections(bytes: Uint8Array) {
  const sections = new Map<number, Range>();
  const customs: Custom[] = [];
  const r = new Reader(bytes, 8);
  while (!r.done) {
    const start = r.at;
    const id = r.u8();
    const content = r.take(r.u32());
    const range = { start: r.at - content.length, end: r.at };
    if (id !== Section.custom) {
      if (!order.includes(id) || sections.has(id)) throw malformed(`section ${id} is unknown or stands twice`);
      sections.set(id, range);
      continue;
    }
    const inside = new Reader(bytes, range.start, range.end);
    customs.push({
      name: inside.name(),
      content: { start: inside.at, end: range.end },
      whole: { start, end: range.end },
    });
  }
  return { sections, customs };
}

function parseType(r: Reader): FuncType {
  if (r.u8() !== 0x60) throw unsupportedType();
  return { params: r.list(() => parseValType(r)), results: r.list(() => parseValType(r)) };
}

function parseValType(r: Reader): number {
  const type = r.u8();
  if (!(type in typeNames)) throw unsupportedType();
  return type;
}

function parseImport(r: Reader): Import {
  const module = r.name();
  const name = r.name();
  const kind = r.u8();
  if (kind === Kind.function) return { module, name, kind, type: r.u32() };
  skipImportDescription(r, kind);
  return { module, name, kind, type: -1 };
}

function skipImportDescription(r: Reader, kind: number): void {
  if (kind === Kind.table) {
    parseValType(r);
    skipLimits(r);
  } else if (kind === Kind.memory) {
    skipLimits(r);
  } else if (kind === Kind.global) {
    parseValType(r);
    r.u8();
  } else if (kind === Kind.tag) {
    r.u8();
    r.u32();
  } else {
    throw malformed(`an import has the unknown kind ${kind}`);
  }
}

function skipLimits(r: Reader): void {
  const flags = r.u8();
  if (flags & 4) {
    throw refusal(
      'GS_WASM_MEMORY64',
      'it has a 64-bit memory or table: frames are addressed with 32 bits, and Node 20 cannot load it',
      'Build for wasm32',
    );
  }
  r.skipLeb();
  if (flags & 1) r.skipLeb();
}

function parseBody(r: Reader): Range {
  const size = r.u32();
  const start = r.at;
  r.skip(size);
  return { start, end: r.at };
}

export const sameType = (a: FuncType, b: FuncType) =>
  String(a.params) === String(b.params) && String(a.results) === String(b.results);

export const typeOfFunction = (module: Module, index: number): FuncType => {
  const n = module.importedFunctions.length;
  const type = index < n ? module.importedFunctions[index]?.type : module.functionTypes[index - n];
  const found = type === undefined ? undefined : module.types[type];
  if (!found) throw malformed(`function ${index} does not exist or has no type`);
  return found;
};

/** Types of a defined function's parameters and locals, and the bytes of the declarations behind their count. */
export function localsOf(module: Module, index: number): { types: number[]; groups: { n: number; bytes: Uint8Array } } {
  const range = module.bodies[index - module.importedFunctions.length] ?? { start: 0, end: 0 };
  const r = new Reader(module.bytes, range.start, range.end);
  const types = [...typeOfFunction(module, index).params];
  const n = r.u32();
  const start = r.at;
  for (let i = n; i > 0; i--) {
    const count = r.u32();
    const type = r.u8();
    for (let j = count; j > 0; j--) types.push(type);
  }
  return { types, groups: { n, bytes: module.bytes.subarray(start, r.at) } };
}

/** Joins sections, in the one order that is valid; `content` of a section that is left out is undefined. */
export function encodeModule(
  content: (id: number) => Writer | Uint8Array | undefined,
  customs: readonly Writer[],
): Uint8Array {
  const out = new Writer(1 << 16).raw(magic);
  for (const id of order) {
    const section = content(id);
    const bytes = section instanceof Writer ? section.view() : section;
    if (bytes && bytes.length > 0) out.u8(id).u32(bytes.length).raw(bytes);
  }
  for (const custom of customs) out.u8(Section.custom).sized(custom);
  return out.view();
}

function notWasm(): InstrumentError {
  return refusal(
    'GS_WASM_NOT_WASM',
    'these bytes are not a WebAssembly module (version 1)',
    'Pass the contents of a .wasm file',
  );
}

function unsupportedType(): InstrumentError {
  return refusal(
    'GS_WASM_TYPE',
    'it uses a type of the GC or typed-references proposals, which Asyncify cannot save',
    'Build the module without that feature',
  );
}
