/**
 * Drives an instrumented module from JavaScript, without the engine: keeps the frames of any number of runs in one instance, and
 * resumes them in any order. It shows all that a host must do.
 *
 *   split   after an unwinding, the buffer holds frames with trailers; they are taken apart and kept per run, innermost on top.
 *           Resuming re-enters the innermost frame alone; its result is the pending value of the next.
 *   stock   the bytes of all frames are kept as one; resuming restores them and calls the outermost function again.
 */
export type Value = number | bigint;

export interface Layout {
  readonly header: number;
  readonly buffer: number;
  readonly bufferEnd: number;
  /** Where frames are put to be re-entered; as long as the buffer. */
  readonly scratch: number;
}

const layout: Layout = { header: 1 << 16, buffer: (1 << 16) + 16, bufferEnd: 6 << 16, scratch: 6 << 16 };

interface Description {
  mode: 'split' | 'stock';
  shadowStack: boolean;
  largestFrame: number;
  imports: { module: string; name: string; results: string[] }[];
  exports: { name: string; params: string[]; results: string[] }[];
}

/** What a host function that parked promised its caller. */
type Answer = readonly Value[];

export interface Run {
  readonly name: string;
  readonly parked: boolean;
  /** Results of the outermost function, once the run is not parked any more. */
  readonly results: Answer;
}

interface State extends Run {
  parked: boolean;
  results: Answer;
  answer: Answer;
  types: readonly string[];
  frames: { id: number; bytes: Uint8Array; entrySp: number | undefined }[];
}

type Host = Record<string, Record<string, (...args: never[]) => unknown>>;
type Exports = Record<string, (...args: Value[]) => unknown> & { memory: WebAssembly.Memory };

export class Driver {
  readonly exports: Exports;
  readonly description: Description;
  private readonly layout: Layout;
  private promised: { types: readonly string[]; answer: Answer } | undefined;

  /** `imports`: a function whose description says that it may park gets its result wrapped, see `park`. */
  constructor(bytes: Uint8Array, imports: Host, where: Layout = layout) {
    const module = new WebAssembly.Module(bytes as BufferSource);
    this.description = readDescription(module);
    this.layout = where;
    this.exports = new WebAssembly.Instance(module, this.wrap(imports) as WebAssembly.Imports).exports as Exports;
    this.control('setup', where.header, where.buffer, where.bufferEnd);
  }

  start(name: string, ...args: Value[]): Run {
    const run: State = { name, parked: false, results: [], answer: [], types: [], frames: [] };
    const returned = this.function(name)(...args);
    if (!this.collect(run)) run.results = toList(returned);
    return run;
  }

  resume(parkedRun: Run): void {
    const run = parkedRun as State;
    if (!run.parked) throw new Error('this run is not parked');
    run.parked = false;
    run.types.forEach((type, i) => {
      this.control(`set_pending_${pendingName(run.types, i, type)}`, run.answer[i] as Value);
    });
    if (this.description.mode === 'stock') this.restoreAll(run);
    else this.reenterFrames(run);
  }

  /** A host function that decides to park: its caller is suspended, and gets `answer` when the run is resumed. */
  park(types: readonly string[], answer: Answer): void {
    this.promised = { types, answer };
    this.control('unwind');
  }

  control(name: string, ...args: Value[]): Value {
    return this.function(`gs.${name}`)(...args) as Value;
  }

  private function(name: string): (...args: Value[]) => unknown {
    const found = this.exports[name];
    if (!found) throw new Error(`the module does not export ${name}`);
    return found;
  }

  private bytes(): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer);
  }

  private wrap(imports: Host): Host {
    const wrapped: Host = {};
    for (const [module, functions] of Object.entries(imports)) wrapped[module] = { ...functions };
    for (const { module, name, results } of this.description.imports) {
      const host = imports[module]?.[name] as ((...args: Value[]) => unknown) | undefined;
      const place = wrapped[module];
      if (!host || !place) throw new Error(`no import ${module}.${name}`);
      place[name] = (...args: Value[]) => {
        const answer = host(...args);
        if (!(answer instanceof Parked)) return answer;
        this.park(results, answer.answer);
        return results.length > 1 ? answer.answer : answer.answer[0];
      };
    }
    return wrapped;
  }

  /** True when the call unwound: its frames belong to the run now. */
  private collect(run: State): boolean {
    if (this.control('state') !== 1) return false;
    this.control('stop');
    if (this.control('overrun') !== 0) throw new Error('the unwinding buffer is too small');
    const end = this.control('position') as number;
    if (this.description.mode === 'stock')
      run.frames.push({ id: 0, bytes: this.bytes().slice(this.layout.buffer, end), entrySp: undefined });
    else this.takeFrames(run, end);
    run.parked = true;
    run.answer = this.promised?.answer ?? [];
    run.types = this.promised?.types ?? [];
    this.promised = undefined;
    return true;
  }

  /** From the last frame written, the outermost, to the first: so that the innermost ends on top. */
  private takeFrames(run: State, last: number): void {
    const view = new DataView(this.exports.memory.buffer);
    for (let end = last; end > this.layout.buffer; ) {
      const id = view.getUint32(end - 8, true);
      const start = view.getUint32(end - 4, true);
      const entrySp = this.description.shadowStack ? view.getUint32(end - 12, true) : undefined;
      run.frames.push({ id, bytes: this.bytes().slice(start, end - (entrySp === undefined ? 8 : 12)), entrySp });
      end = start;
    }
  }

  private reenterFrames(run: State): void {
    for (let frame = run.frames.pop(); frame; frame = run.frames.pop()) {
      this.bytes().set(frame.bytes, this.layout.scratch);
      const framesEnd = this.layout.scratch + frame.bytes.length;
      this.control('reenter', frame.id, framesEnd, ...(frame.entrySp === undefined ? [] : [frame.entrySp]));
      if (this.collect(run)) return;
    }
    const { results } = this.signature(run.name);
    run.results = results.map((type, i) => this.control(`pending_${pendingName(results, i, type)}`));
  }

  private restoreAll(run: State): void {
    const bytes = run.frames.pop()?.bytes ?? new Uint8Array();
    this.bytes().set(bytes, this.layout.scratch);
    this.control('rewind', this.layout.scratch + bytes.length);
    const { params } = this.signature(run.name);
    const returned = this.function(run.name)(...params.map((type) => (type === 'i64' ? 0n : 0)));
    if (!this.collect(run)) run.results = toList(returned);
  }

  private signature(name: string) {
    const found = this.description.exports.find((entry) => entry.name === name);
    if (!found) throw new Error(`the description has no export ${name}`);
    return found;
  }
}

/** Returned by a host function that parks; `answer` is what its caller gets later, one value per result. */
export class Parked {
  readonly answer: Answer;

  constructor(...answer: Value[]) {
    this.answer = answer;
  }
}

/** The n-th pending value of a type has its own name: i32, i32_1, ... */
function pendingName(types: readonly string[], index: number, type: string): string {
  const nth = types.slice(0, index).filter((before) => before === type).length;
  return nth === 0 ? type : `${type}_${nth}`;
}

function toList(returned: unknown): Answer {
  if (returned === undefined) return [];
  return Array.isArray(returned) ? returned : [returned as Value];
}

export function readDescription(module: WebAssembly.Module): Description {
  const [section] = WebAssembly.Module.customSections(module, 'greenspool');
  if (!section) throw new Error('not instrumented');
  return JSON.parse(new TextDecoder().decode(section)) as Description;
}
