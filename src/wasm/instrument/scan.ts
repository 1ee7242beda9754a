/**
 * The look at the input before anything is done to it: one pass over the code that finds which functions may park, which
 * features the module uses, and everything Asyncify would break on or, worse, silently compile into a trap.
 *
 * Refused, each with its code:
 *   GS_WASM_NOT_WASM, GS_WASM_MALFORMED, GS_WASM_OPCODE, GS_WASM_TYPE     not a module, damaged, or from an unknown proposal
 *   GS_WASM_MEMORY64, GS_WASM_MULTI_MEMORY, GS_WASM_NO_MEMORY             frames live in the one 32-bit memory
 *   GS_WASM_ALREADY          instrumented before, by greenspool or by Asyncify, or written against Asyncify's imports
 *   GS_WASM_INTRINSIC        an unknown import from `greenspool`, or one with the wrong signature
 *   GS_WASM_NOTHING_PARKS    no import matches: the result would be a larger module that cannot suspend
 *   GS_WASM_TAIL_CALL        any tail call (Binaryen's pass stops at the first)
 *   GS_WASM_CALL_REF         any call_ref (Binaryen's pass does not see that its callee may park)
 *   GS_WASM_EXCEPTIONS       try_table in a function that may park; a call that may park inside a legacy catch or,
 *                            in split mode, inside a legacy try
 *   GS_WASM_REFERENCES       a funcref or externref that would have to be saved in a frame (found by Binaryen)
 * Later stages add: GS_WASM_SHADOW_STACK (its pointer was not found), GS_WASM_BINARYEN (Binaryen gave up, mostly on an invalid module)
 * and GS_WASM_PATTERN (its output is not what the split knows).
 */
import { malformed, Reader } from './bytes.js';
import { type FoundImports, findImports } from './find-imports.js';
import { type InstrumentError, refusal } from './instrument-error.js';
import { type FuncType, type Import, type Module, Section, typeOfFunction, ValType } from './module.js';
import { describeFunction } from './names.js';
import { Op, skipImmediates } from './opcodes.js';
import type { ImportMatcher } from './patterns.js';

export interface Features {
  simd: boolean;
  relaxedSimd: boolean;
  atomics: boolean;
  exceptions: boolean;
  extendedConst: boolean;
}

export type Mode = 'split' | 'stock';

export interface Scan extends FoundImports {
  readonly features: Features;
  /** By function index: may an unwinding pass through it? */
  readonly mayPark: Uint8Array;
  /** Does a function that may park handle references at all? */
  readonly hasReferences: boolean;
}

/** Stands for the callee of an indirect call. */
const INDIRECT = -1;

/** What one function body was seen to do. */
interface Seen {
  readonly callees: Set<number>;
  callsIndirectly: boolean;
  hasTryTable: boolean;
  hasReferences: boolean;
  /** Callees of calls inside a legacy catch, and inside a try. */
  readonly calleesInCatch: Set<number>;
  readonly calleesInTry: Set<number>;
}

export function scanModule(module: Module, parks: ImportMatcher, mode: Mode): Scan {
  refuseWhole(module);
  const { intrinsics, parkingImports } = findImports(module, parks);
  const roots = [...parkingImports, ...[...intrinsics].filter(([, name]) => name === 'unwind').map(([index]) => index)];
  // The engine alone parks nobody, but it has the intrinsics to be filled in.
  if (roots.length === 0 && intrinsics.size === 0) throw nothingParks(module);
  const features: Features = {
    simd: module.types.some((type) => [...type.params, ...type.results].includes(ValType.v128)),
    relaxedSimd: false,
    atomics: false,
    exceptions: module.sections.has(Section.tag) || module.imports.some((entry) => entry.kind === 4),
    extendedConst: false,
  };
  const seen = module.bodies.map((body, i) => scanBody(module, body, i + module.importedFunctions.length, features));
  features.extendedConst = usesExtendedConst(module);
  const mayPark = propagate(module, seen, roots);
  seen.forEach((function_, i) => refuseFunction(module, function_, i + module.importedFunctions.length, mayPark, mode));
  const hasReferences = seen.some(
    (function_, i) => function_.hasReferences && mayPark[i + module.importedFunctions.length],
  );
  return { features, intrinsics, parkingImports, mayPark, hasReferences };
}

function refuseWhole(module: Module): void {
  if (module.customs.some((custom) => custom.name === 'greenspool')) {
    throw refusal(
      'GS_WASM_ALREADY',
      'greenspool has instrumented it before',
      'Use the module as it is, or instrument the original',
    );
  }
  if (
    module.exports.some((entry) => entry.name === 'asyncify_get_state') ||
    module.imports.some((entry) => entry.module === 'asyncify')
  ) {
    throw refusal(
      'GS_WASM_ALREADY',
      'it was built for Asyncify already',
      'Instrument the module from before that pass',
    );
  }
  if (module.nMemories === 0)
    throw refusal('GS_WASM_NO_MEMORY', 'it has no memory to save frames in', 'Build it with one');
  if (module.nMemories > 1)
    throw refusal(
      'GS_WASM_MULTI_MEMORY',
      `it has ${module.nMemories} memories, and frames are saved in the only one`,
      'Build it with one memory',
    );
}

function scanBody(module: Module, body: { start: number; end: number }, index: number, features: Features): Seen {
  const seen: Seen = {
    callees: new Set(),
    callsIndirectly: false,
    hasTryTable: false,
    hasReferences: hasReferences(typeOfFunction(module, index)),
    calleesInCatch: new Set(),
    calleesInTry: new Set(),
  };
  const r = new Reader(module.bytes, body.start, body.end);
  for (let n = r.u32(); n > 0; n--) {
    r.skipLeb();
    const type = r.u8();
    if (type === ValType.v128) features.simd = true;
    if (isReference(type)) seen.hasReferences = true;
  }
  const opened: number[] = [Op.block];
  while (!r.done) {
    const op = r.u8();
    const at = r.at;
    skipImmediates(r, op);
    if (op >= 0x20 && op < 0xfd) continue;
    switch (op) {
      case Op.block:
      case Op.loop:
      case Op.if:
      case Op.try:
        opened.push(op);
        break;
      case Op.tryTable:
        opened.push(op);
        seen.hasTryTable = true;
        features.exceptions = true;
        break;
      case Op.catch:
      case Op.catchAll:
        features.exceptions = true;
        opened[opened.length - 1] = Op.catch;
        break;
      case Op.throw:
      case Op.throwRef:
        features.exceptions = true;
        break;
      case Op.end:
      case Op.delegate:
        opened.pop();
        break;
      case Op.call: {
        const callee = new Reader(module.bytes, at).u32();
        seen.callees.add(callee);
        if (hasReferences(typeOfFunction(module, callee))) seen.hasReferences = true;
        noteProtected(seen, opened, callee);
        break;
      }
      case Op.callIndirect:
        seen.callsIndirectly = true;
        noteProtected(seen, opened, INDIRECT);
        break;
      case Op.returnCall:
      case Op.returnCallIndirect:
      case Op.returnCallRef:
        throw refused(
          'GS_WASM_TAIL_CALL',
          module,
          index,
          'makes a tail call, which Asyncify cannot unwind',
          'Build the module without tail calls (clang: -mno-tail-call)',
        );
      case Op.callRef:
        throw refused(
          'GS_WASM_CALL_REF',
          module,
          index,
          'calls through a typed reference, and the pass cannot see that such a call may park',
          'Use call_indirect',
        );
      case Op.simd:
        features.simd = true;
        if (new Reader(module.bytes, at).u32() >= 0x100) features.relaxedSimd = true;
        break;
      case Op.atomic:
        features.atomics = true;
        break;
    }
  }
  if (opened.length > 0) throw malformed(`function ${index} is not closed`);
  return seen;
}

const isReference = (type: number) => type <= ValType.funcref;

const hasReferences = (type: FuncType) => type.params.some(isReference) || type.results.some(isReference);

function noteProtected(seen: Seen, opened: readonly number[], callee: number): void {
  if (opened.includes(Op.catch)) seen.calleesInCatch.add(callee);
  if (opened.includes(Op.try)) seen.calleesInTry.add(callee);
}

/** Constant arithmetic in a global's value or an offset: i32 and i64 add, sub, mul. */
function usesExtendedConst(module: Module): boolean {
  const range = module.sections.get(Section.global);
  if (!range) return false;
  const r = new Reader(module.bytes, range.start, range.end);
  for (let n = r.u32(); n > 0; n--) {
    r.skip(2);
    for (let op = r.u8(); op !== Op.end; op = r.u8()) {
      if ((op >= 0x6a && op <= 0x6c) || (op >= 0x7c && op <= 0x7e)) return true;
      skipImmediates(r, op);
    }
  }
  return false;
}

/** From the functions that park outwards to their callers; every indirect call may reach one. */
function propagate(module: Module, seen: readonly Seen[], roots: readonly number[]): Uint8Array {
  const nImports = module.importedFunctions.length;
  const callers = new Map<number, number[]>();
  const mayPark = new Uint8Array(nImports + seen.length);
  const work: number[] = [];
  const mark = (index: number) => {
    if (mayPark[index]) return;
    mayPark[index] = 1;
    work.push(index);
  };
  seen.forEach((function_, i) => {
    for (const callee of function_.callees) {
      const list = callers.get(callee);
      if (list) list.push(i + nImports);
      else callers.set(callee, [i + nImports]);
    }
    if (function_.callsIndirectly) mark(i + nImports);
  });
  for (const root of roots) mark(root);
  for (let index = work.pop(); index !== undefined; index = work.pop())
    for (const caller of callers.get(index) ?? []) mark(caller);
  return mayPark;
}

/** What of exceptions cannot be unwound, or cannot be re-entered. */
function refuseFunction(module: Module, seen: Seen, index: number, mayPark: Uint8Array, mode: Mode): void {
  const parks = (callees: ReadonlySet<number>) => [...callees].some((callee) => callee === INDIRECT || mayPark[callee]);
  const refuse = (what: string, fix: string) =>
    refusal('GS_WASM_EXCEPTIONS', `${describeFunction(module, index)} ${what}`, fix);
  if (seen.hasTryTable && mayPark[index]) {
    throw refuse('may park and has a try_table, which Asyncify cannot flatten', 'Build without exceptions');
  }
  if (parks(seen.calleesInCatch)) {
    throw refuse(
      'makes a call that may park inside a catch, and no frame can be re-entered there',
      'Leave the catch before the call',
    );
  }
  if (mode === 'split' && parks(seen.calleesInTry)) {
    throw refuse(
      'makes a call that may park inside a try: what a re-entered frame throws goes to the host, not to the frame that called it',
      'Build without exceptions, or keep what parks out of the try',
    );
  }
}

function refused(code: string, module: Module, index: number, what: string, fix: string): InstrumentError {
  return refusal(code, `${describeFunction(module, index)} ${what}`, fix);
}

function nothingParks(module: Module): InstrumentError {
  const names = module.importedFunctions.map((entry: Import) => `${entry.module}.${entry.name}`).join(', ') || 'none';
  return refusal(
    'GS_WASM_NOTHING_PARKS',
    'no import of it may park',
    `Name them in \`imports\` as "module.name" (* stands for any characters); the module imports: ${names}`,
  );
}
