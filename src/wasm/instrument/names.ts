/**
 * Function names on their way through Binaryen. While a module is optimised, the names of its own functions carry a mark, so that they can
 * be told from ours by a pattern: they were optimised by whoever compiled them, and inlining them now would only grow frames.
 * Functions without a name get one meanwhile.
 */
import { Reader, Writer } from './bytes.js';
import { type Module, parseModule } from './module.js';

const MODULE = 0;
const FUNCTIONS = 1;
const MARK = 'u:';
const NAMELESS = 'u:\u0001';

/** Matches every function of the module that came in. */
export const ownFunctions = `${MARK}*`;

/** The content of the name section for a module with functions added behind its own. */
export function encodeNames(module: Module, nFunctions: number, added: readonly string[]): Writer {
  const parts = subsections(module);
  const known = functionNames(parts.get(FUNCTIONS));
  const functions = new Writer().u32(nFunctions + added.length);
  for (let i = 0; i < nFunctions; i++) functions.u32(i).name(known.has(i) ? MARK + known.get(i) : NAMELESS + i);
  added.forEach((name, i) => functions.u32(nFunctions + i).name(name));
  parts.set(FUNCTIONS, functions.view());
  return join(parts);
}

/** Takes the marks off again. */
export function unmarkNames(bytes: Uint8Array): Uint8Array {
  const module = parseModule(bytes);
  const section = module.customs.find(({ name }) => name === 'name');
  if (!section) return bytes;
  const parts = subsections(module);
  const names = [...functionNames(parts.get(FUNCTIONS))].filter(([, name]) => !name.startsWith(NAMELESS));
  const functions = new Writer();
  functions.list(names, ([index, name]) =>
    functions.u32(index).name(name.startsWith(MARK) ? name.slice(MARK.length) : name),
  );
  parts.set(FUNCTIONS, functions.view());
  const out = new Writer(bytes.length).raw(bytes.subarray(0, section.whole.start)).u8(0).sized(join(parts));
  return out.raw(bytes.subarray(section.whole.end)).view();
}

/** A function as an error names it. */
export function describeFunction(module: Module, index: number): string {
  const name = functionNames(subsections(module).get(FUNCTIONS)).get(index);
  return name === undefined ? `function ${index}` : `function ${index} (${name})`;
}

/** By id; subsections stand in ascending order. */
function subsections(module: Module): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  const content = module.customs.find(({ name }) => name === 'name')?.content;
  if (!content) return found;
  const r = new Reader(module.bytes, content.start, content.end);
  while (!r.done) found.set(r.u8(), r.take(r.u32()));
  return found;
}

function functionNames(bytes: Uint8Array | undefined): Map<number, string> {
  const names = new Map<number, string>();
  if (!bytes) return names;
  const r = new Reader(bytes);
  for (let n = r.u32(); n > 0; n--) names.set(r.u32(), r.name());
  return names;
}

function join(parts: ReadonlyMap<number, Uint8Array>): Writer {
  const out = new Writer().name('name');
  const write = (id: number, bytes: Uint8Array | undefined) => bytes && out.u8(id).u32(bytes.length).raw(bytes);
  write(MODULE, parts.get(MODULE));
  write(FUNCTIONS, parts.get(FUNCTIONS));
  for (const [id, bytes] of parts) if (id > FUNCTIONS) write(id, bytes);
  return out;
}
