/**
 * The compiler: makes plain functions suspendable ("Asyncify for JavaScript"). One file in, one file out:
 *
 *     parse ▸ scope (who declares, who refers) ▸ sites (what may park) ▸ print: functions in normal form ▸ text and map
 */
import remapping, { type EncodedSourceMap } from '@jridgewell/remapping';
import { TraceMap, traceSegment } from '@jridgewell/trace-mapping';
import { Analysis } from './analysis.js';
import { directivesOf, type Node } from './ast.js';
import { BARRIER, type File, newContext, type Settings } from './context.js';
import { topLevelAsGreenlet } from './entry.js';
import { Lines, printFile, Slice, type Text, withThis } from './output.js';
import { CompileSyntaxError, parse } from './parse.js';
import { Printer } from './printer.js';
import { nestedTooDeeply, refuseReserved } from './refusals.js';
import { Sites } from './sites.js';

export { CompileSyntaxError };

export interface CompileOptions {
  /** For messages, stacks and the map. */
  filename?: string;
  /** `module` unless given. */
  sourceType?: 'module' | 'commonjs' | 'script';
  /** A tree made by another parser: ESTree with `start` and `end` offsets into the source. */
  ast?: object;
  /** What a module imports so that the runtime is there; `greenspool/compiled` unless given. */
  runtime?: string;
  /** `greenlet`: the module's own top level runs as a greenlet, and may block. */
  topLevel?: 'barrier' | 'greenlet';
  /** For tests: every call that may park does park, and is resumed at once. */
  storm?: boolean;
  sourceMap?: boolean;
  /** Modules whose functions (and methods of what they export) neither park nor call back, by a part of the specifier they are imported with. */
  quiet?: readonly string[];
  /**
   * Where a position in the source is in what the source was made from (line from 1, column from 0), for the frames that stacks
   * show. The map is left to be composed.
   */
  position?: (line: number, column: number) => [number, number];
}

export interface Compiled {
  code: string;
  /** A source map (version 3); null when none was asked for or nothing was changed. */
  map: object | null;
}

/** What compiled files register themselves with; such a file is left as it is. */
const MARK = '$gs.file(';
const COMPILED = /^.*;\$gs\.file\("[0-9a-z]+","/m;

/**
 * Compiles a file. Functions that call nobody who may park are left as they are. Does not switch.
 *
 * Throws GS_SYNTAX (with `line` and `column`), GS_RESERVED_NAME and GS_TOO_DEEP.
 *
 * @example
 * const { code } = compile('export function twice(f) { return f() + f() }');
 * console.log(code.includes('$gs.s2(')); // prints true
 */
export function compile(source: string, options: CompileOptions = {}): Compiled {
  if (COMPILED.test(source)) return { code: source, map: null };
  const { topLevel, ...rest } = options;
  if (topLevel === 'greenlet') return compileEntry(source, rest);
  const settings: Settings = {
    filename: options.filename ?? 'source.js',
    sourceType: options.sourceType ?? 'module',
    isStorm: options.storm ?? false,
    runtime: options.runtime ?? 'greenspool/compiled',
    quiet: options.quiet ?? [],
    position: options.position ?? ((line, column) => [line, column]),
  };
  try {
    return compileFile(source, options, settings);
  } catch (error) {
    throw error instanceof RangeError ? nestedTooDeeply(settings.filename, error) : error;
  }
}

function compileFile(source: string, options: CompileOptions, settings: Settings): Compiled {
  const program = (options.ast as Node | undefined) ?? parse(source, settings.filename, settings.sourceType);
  const analysis = new Analysis(program, settings.sourceType === 'module');
  refuseReserved(analysis, settings.filename);
  const file: File = {
    source,
    settings,
    analysis,
    sites: new Sites(analysis, settings.quiet),
    lines: new Lines(source),
    id: idOf(`${settings.filename}\0${source}`),
    prefix: freePrefix(analysis.names),
    tail: [],
    table: [],
  };
  const text = printProgram(file, program);
  if (text === null) return { code: source, map: null };
  return printFile(text, source, settings.filename, file.lines, options.sourceMap === true);
}

/** In two steps, whose maps are put together. */
function compileEntry(source: string, options: CompileOptions): Compiled {
  const { filename = 'source.js', sourceType = 'module', position = (line, column) => [line, column] } = options;
  const program = (options.ast as Node | undefined) ?? parse(source, filename, sourceType);
  const entry = topLevelAsGreenlet(source, program, filename, sourceType === 'module');
  if (entry === null) return compile(source, options);
  const trace = new TraceMap(entry.map as EncodedSourceMap);
  const original = (line: number, column: number): [number, number] => {
    const found = traceSegment(trace, line - 1, column);
    if (found === null || found.length === 1) return [line, column];
    const [start, , originalLine, originalStart] = found;
    return position(originalLine + 1, originalStart + column - start); // names have mappings, and what is behind one is copied
  };
  const { ast: _, ...rest } = options;
  const { code, map } = compile(entry.code, { ...rest, position: original });
  return { code, map: map && remapping([map as EncodedSourceMap, entry.map as EncodedSourceMap], () => null) };
}

/** null: nothing had to be changed. */
function printProgram(file: File, program: Node): Text | null {
  const printer = new Printer(file);
  const fn = file.analysis.program;
  const context = newContext(fn, null, BARRIER.TOP_LEVEL);
  const end = file.source.length;
  const at = preludeAt(file.source, program);
  const body: Node[] = program.body.slice(directivesOf(program.body).length);
  const text = printer.inside(context, () => printer.unchanged({ ...program, start: at, end }, body));
  if (text instanceof Slice) return null;
  return [new Slice(0, at), prelude(file), withThis(text, 'this'), file.tail.map((one): Text => ['\n', one])];
}

/** Behind directives, which must come first, and `#!`. */
function preludeAt(source: string, program: Node): number {
  const last = directivesOf(program.body).at(-1);
  if (last !== undefined) return last.end;
  return /^\ufeff?#![^\n]*\n?|^\ufeff?/.exec(source)?.[0].length ?? 0;
}

function prelude({ settings, id, table }: File): string {
  const { sourceType, runtime, filename, position } = settings;
  const start = sourceType === 'module' ? `import ${JSON.stringify(runtime)};` : MISSING;
  return `;${start}${MARK}${JSON.stringify(id)},${JSON.stringify(filename)},${JSON.stringify(table.map((row) => moved(row, position)))});`;
}

function moved([name, ...numbers]: File['table'][number], position: Settings['position']): (string | number)[] {
  const row = [name as string | number];
  for (let at = 0; at < numbers.length; at += 2)
    row.push(...position(numbers[at] as number, numbers[at + 1] as number));
  return row;
}

/** CommonJS and scripts cannot import the runtime: it must have been loaded. */
const MISSING =
  'if(typeof $gs==="undefined")throw Object.assign(new Error("run a compiled file: the greenspool runtime is not loaded. ' +
  'Start with `node --import greenspool/register`, or import \\"greenspool/compiled\\" first"),{code:"GS_NO_RUNTIME"});';

function freePrefix(names: ReadonlySet<string>): string {
  for (let prefix = '$'; ; prefix += '_') {
    const pattern = new RegExp(`^${prefix.replaceAll('$', '\\$')}(\\d+|[a-z]\\d*|self|r\\d+_\\w+)\\$?$`);
    if (![...names].some((name) => pattern.test(name))) return prefix;
  }
}

/** FNV-1a, as a short name. */
function idOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
