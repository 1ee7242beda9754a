/**
 * A module being extended: types, globals and functions are added behind what is there, bodies can be replaced, and every
 * mention of a redirected function (call, ref.func, table, export, start) follows the redirection. `encode` writes it.
 */
import { malformed, Reader, Writer } from './bytes.js';
import { zeroOf } from './code.js';
import { type Export, encodeModule, type FuncType, Kind, type Module, Section, sameType } from './module.js';
import { encodeNames } from './names.js';
import { Op, skipImmediates } from './opcodes.js';

interface Added {
  readonly name: string;
  readonly type: number;
  body: Writer | undefined;
}

export class Builder {
  readonly module: Module;
  readonly exports: Export[];
  /** Function index -> function index. Bodies that the pass writes itself are not redirected. */
  readonly redirects = new Map<number, number>();
  /** Function index -> the code that stands for a call of it. */
  readonly inlined = new Map<number, Uint8Array>();
  private readonly types: FuncType[];
  private readonly globals: number[] = [];
  private readonly added: Added[] = [];
  private readonly replaced = new Map<number, Writer>();

  constructor(module: Module) {
    this.module = module;
    this.types = [...module.types];
    this.exports = [...module.exports];
  }

  get nFunctions(): number {
    return this.module.importedFunctions.length + this.module.bodies.length;
  }

  typeIndex(type: FuncType): number {
    const found = this.types.findIndex((known) => sameType(known, type));
    return found >= 0 ? found : this.types.push(type) - 1;
  }

  /** A new mutable global that starts at zero; returns its index. */
  addGlobal(type: number): number {
    return this.module.nGlobals + this.globals.push(type) - 1;
  }

  /** A new function; its body may follow later (`setBody`), so that functions can mention each other. */
  addFunction(name: string, type: FuncType, body?: Writer): number {
    return this.nFunctions + this.added.push({ name, type: this.typeIndex(type), body }) - 1;
  }

  setBody(index: number, body: Writer): void {
    const own = this.added[index - this.nFunctions];
    if (own) own.body = body;
    else this.replaced.set(index, body);
  }

  redirected(index: number): number {
    return this.redirects.get(index) ?? index;
  }

  encode(): Uint8Array {
    return encodeModule((id) => this.section(id), this.encodeCustoms());
  }

  private section(id: number): Writer | Uint8Array | undefined {
    switch (id) {
      case Section.type:
        return this.encodeTypes();
      case Section.function:
        return this.encodeFunctions();
      case Section.global:
        return this.encodeGlobals();
      case Section.export:
        return this.encodeExports();
      case Section.start:
        return this.module.start === undefined ? undefined : new Writer().u32(this.redirected(this.module.start));
      case Section.element:
        return this.encodeElements();
      case Section.code:
        return this.encodeBodies();
      default: {
        const range = this.module.sections.get(id);
        return range && this.module.bytes.subarray(range.start, range.end);
      }
    }
  }

  private encodeTypes(): Writer {
    const out = new Writer();
    const write = (type: number) => out.u8(type);
    return out.list(this.types, (type) => out.u8(0x60).list(type.params, write).list(type.results, write));
  }

  private encodeFunctions(): Writer {
    const out = new Writer();
    return out.list([...this.module.functionTypes, ...this.added.map((own) => own.type)], (type) => out.u32(type));
  }

  private encodeGlobals(): Writer {
    const out = new Writer();
    const r = this.reader(Section.global);
    const n = r ? r.u32() : 0;
    out.u32(n + this.globals.length);
    if (r) {
      const patch = new Patch(r, out);
      for (let i = 0; i < n; i++) {
        r.skip(2);
        this.patchConstant(patch);
      }
      patch.copyTo(r.end);
    }
    for (const type of this.globals) out.u8(type).u8(1).raw(zeroOf(type)).u8(Op.end);
    return out;
  }

  private encodeExports(): Writer {
    const out = new Writer();
    const index = (entry: Export) => (entry.kind === Kind.function ? this.redirected(entry.index) : entry.index);
    return out.list(this.exports, (entry) => out.name(entry.name).u8(entry.kind).u32(index(entry)));
  }

  private encodeElements(): Writer | undefined {
    const r = this.reader(Section.element);
    if (!r) return undefined;
    const out = new Writer();
    const patch = new Patch(r, out);
    for (let n = r.u32(); n > 0; n--) this.patchSegment(patch);
    patch.copyTo(r.end);
    return out;
  }

  /** Flags of a segment: 1 passive or declared, 2 explicit table (or, with 1, declared), 4 expressions instead of indices. */
  private patchSegment(patch: Patch): void {
    const { r } = patch;
    const flags = r.u32();
    if (flags > 7) throw malformed(`an element segment has the unknown flags ${flags}`);
    if (!(flags & 1)) {
      if (flags & 2) r.skipLeb();
      this.patchConstant(patch);
    }
    if (flags & 3) r.skip(1);
    for (let n = r.u32(); n > 0; n--) {
      if (flags & 4) this.patchConstant(patch);
      else this.patchIndex(patch);
    }
  }

  private patchConstant(patch: Patch): void {
    const { r } = patch;
    for (let op = r.u8(); op !== Op.end; op = r.u8()) {
      if (op === Op.refFunc) this.patchIndex(patch);
      else skipImmediates(r, op);
    }
  }

  /** A function index that is not called: follows redirections. */
  patchIndex(patch: Patch): void {
    const at = patch.r.at;
    const index = patch.r.u32();
    const target = this.redirected(index);
    if (target !== index) patch.replace(at).u32(target);
  }

  /** A direct call, with the reader behind its opcode: follows redirections. Returns the callee as it was. */
  patchCall(patch: Patch): number {
    const at = patch.r.at - 1;
    const index = patch.r.u32();
    const code = this.inlined.get(index);
    const target = this.redirected(index);
    if (code) patch.replace(at).raw(code);
    else if (target !== index) patch.replace(at).u8(Op.call).u32(target);
    return index;
  }

  private encodeBodies(): Writer {
    const { module } = this;
    const out = new Writer(1 << 16);
    out.u32(module.bodies.length + this.added.length);
    module.bodies.forEach((range, i) => {
      out.sized(this.replaced.get(i + module.importedFunctions.length) ?? this.redirectBody(range));
    });
    for (const own of this.added) {
      if (!own.body) throw new Error(`internal: ${own.name} was announced and never written`);
      out.sized(own.body);
    }
    return out;
  }

  private redirectBody(range: { start: number; end: number }): Writer {
    const r = new Reader(this.module.bytes, range.start, range.end);
    const out = new Writer(range.end - range.start + 16);
    const patch = new Patch(r, out);
    if (this.redirects.size > 0) {
      skipLocals(r);
      while (!r.done) {
        const op = r.u8();
        if (op === Op.call) this.patchCall(patch);
        else if (op === Op.refFunc) this.patchIndex(patch);
        else skipImmediates(r, op);
      }
    }
    patch.copyTo(range.end);
    return out;
  }

  private encodeCustoms(): Writer[] {
    const customs = this.module.customs.filter(({ name }) => name !== 'name');
    const copies = customs.map(({ name, content }) =>
      new Writer().name(name).raw(this.module.bytes.subarray(content.start, content.end)),
    );
    const names = encodeNames(
      this.module,
      this.nFunctions,
      this.added.map((own) => own.name),
    );
    return [...copies, names];
  }

  private reader(id: number): Reader | undefined {
    const range = this.module.sections.get(id);
    return range && new Reader(this.module.bytes, range.start, range.end);
  }
}

export function skipLocals(r: Reader): void {
  for (let n = r.u32(); n > 0; n--) {
    r.skipLeb();
    r.skip(1);
  }
}

/** Copies what a reader has passed, except for what is replaced. */
export class Patch {
  readonly r: Reader;
  private readonly out: Writer;
  private copied: number;

  constructor(r: Reader, out: Writer) {
    this.r = r;
    this.out = out;
    this.copied = r.at;
  }

  /** Copies up to `from`, leaves out [from, where the reader is now), and returns the output for what stands there instead. */
  replace(from: number): Writer {
    this.copyTo(from);
    this.copied = this.r.at;
    return this.out;
  }

  copyTo(end: number): void {
    this.out.raw(this.r.bytes.subarray(this.copied, end));
    this.copied = end;
  }
}
