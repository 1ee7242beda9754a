/**
 * Compiles an AssemblyScript program together with the engine into one module that carries it: its greenlets switch
 * without leaving wasm, and `instantiate` can make it the engine of the thread. Build time only.
 *
 *     main.ts ─┐                           ┌─ exports of main.ts
 *     assembly/lib ─ asc ─▶ instrument ─▶  ├─ the engine's ABI as gs.*
 *     assembly/index.ts ┘                  └─ the pass's control functions as gs.*
 *
 * `import { spawn } from 'greenspool/assembly'` is answered from this package's own files whatever is installed where the
 * program lies; they come in as a library, which the collector's visitor needs (assembly/lib/collector.ts).
 */
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { APIOptions } from 'assemblyscript/asc';
import { InstrumentError, instrument, type Optimize } from './instrument/index.js';

export interface ProgramOptions {
  /** AssemblyScript's runtime: `incremental` (default, with a collector) or `stub` (nothing is ever freed). */
  readonly runtime?: 'incremental' | 'stub';
  /** `split` (default) or `stock`, see `InstrumentOptions`. Stock programs have no collector. */
  readonly mode?: 'split' | 'stock';
  /** Imports of the program that may park, as `module.name`; `*` stands for any characters. */
  readonly imports?: readonly string[];
  readonly optimize?: Optimize;
  /** Walk the engine's invariants after each call of its ABI. */
  readonly debug?: boolean;
  /** Constants of assembly/config.ts and the program's own, as `asc --use`. */
  readonly define?: Readonly<Record<string, number>>;
  /** Further flags for asc. */
  readonly flags?: readonly string[];
}

/** The package's folder, from build/wasm/. */
const packageRoot = fileURLToPath(new URL('../../', import.meta.url));
const abiFile = join(packageRoot, 'assembly/index.ts');
/** A second entry file that exists only here: asc exports what entry files export. */
const ABI_ENTRY = 'greenspool.abi.ts';
const PREFIX = 'greenspool_abi_';
/** Where asc puts the sources that came in by the package's name. */
const LIBRARY = '~lib/greenspool/assembly';
/** The export by which the pass finds the shadow stack pointer. */
const POINTER = 'gs.sp';

/** A program with the engine. Throws `InstrumentError`: GS_PROGRAM_RUNTIME, GS_PROGRAM_COMPILE, or what `instrument` throws. */
export async function compileProgram(
  entryFile: string,
  options: ProgramOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  return compile([resolve(entryFile)], options.runtime ?? 'incremental', options);
}

/** The engine alone, which needs no runtime but a heap. */
export async function compileEngine(
  options: Omit<ProgramOptions, 'runtime' | 'imports'> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  return compile([], 'minimal', options);
}

async function compile(entries: string[], runtime: string, options: ProgramOptions): Promise<Uint8Array<ArrayBuffer>> {
  if (entries.length > 0) checkRuntime(runtime, options);
  const names = abiNames(await readFile(abiFile, 'utf8'));
  const collected = runtime === 'incremental';
  const bytes = await runAsc(
    [...entries, ABI_ENTRY, ...flagsFor(runtime, options, entries.length > 0)],
    abiEntry(names),
    names,
    collected,
  );
  return instrument(bytes, {
    imports: options.imports ?? [],
    mode: options.mode ?? 'split',
    optimize: options.optimize ?? 'speed',
    exportControl: true,
    // names make the stack of a trap readable; the engine alone is carried by everybody's bundle
    names: options.debug || (entries.length > 0 && options.optimize !== 'size'),
    ...(collected ? { shadowStack: POINTER } : {}),
  });
}

function checkRuntime(runtime: string, { mode }: ProgramOptions): void {
  if (runtime !== 'incremental' && runtime !== 'stub') {
    throw new InstrumentError({
      code: 'GS_PROGRAM_RUNTIME',
      tried: `building a program with the runtime "${runtime}"`,
      stopped: 'its collector does not look at the stack, so it would free objects that parked greenlets hold',
      fix: 'Use "incremental" or "stub"',
    });
  }
  if (mode === 'stock' && runtime === 'incremental') {
    throw new InstrumentError({
      code: 'GS_PROGRAM_RUNTIME',
      tried: 'building a stock program with a collector',
      stopped: 'stock frames do not carry their part of the shadow stack',
      fix: 'Use the runtime "stub", or the mode "split"',
    });
  }
}

function flagsFor(runtime: string, options: ProgramOptions, isProgram: boolean): string[] {
  const define = {
    ...options.define,
    ...(isProgram ? { GS_PROGRAM: 1 } : {}),
    ...(options.debug ? { GS_DEBUG: 1 } : {}),
    ...(options.mode === 'stock' ? { GS_STOCK: 1 } : {}),
  };
  return [
    ...['--runtime', runtime, '--importMemory', '--zeroFilledMemory', '--exportTable', '--debug'],
    ...(options.optimize === 'none'
      ? []
      : ['--optimizeLevel', '3', '--shrinkLevel', options.optimize === 'size' ? '1' : '0']),
    ...(options.debug ? [] : ['--noAssert']),
    ...Object.entries(define).flatMap(([name, value]) => ['--use', `${name}=${value}`]),
    ...(options.flags ?? []),
  ];
}

/** What assembly/index.ts exports. */
function abiNames(source: string): string[] {
  return [...source.matchAll(/^export function (\w+)/gm)].map((match) => match[1] as string);
}

/** Exports the ABI under names that no program has; they get their real ones when asc has compiled them. */
function abiEntry(names: readonly string[]): string {
  const list = names.map((name) => `${name} as ${PREFIX}${name}`).join(', ');
  return `export { ${list} } from 'greenspool/assembly/index';\n`;
}

async function runAsc(
  argv: string[],
  entry: string,
  names: readonly string[],
  collected: boolean,
): Promise<Uint8Array> {
  const { default: asc } = await import('assemblyscript/asc');
  const { default: binaryen } = await import('assemblyscript/binaryen');
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [...argv, '--baseDir', '.', '--config', 'greenspool.none', '--outFile', 'out.wasm'],
    {
      readFile: (name, baseDir) => readSource(name, baseDir, entry),
      writeFile: (name, contents) => {
        if (name === 'out.wasm') bytes = contents as Uint8Array;
      },
      listFiles: () => [],
      transforms: [engineTransform(binaryen as unknown as Binaryen, names, collected)] as unknown as NonNullable<
        APIOptions['transforms']
      >,
    },
  );
  if (error === null && bytes !== undefined) return bytes;
  if (error instanceof InstrumentError) throw error;
  throw new InstrumentError({
    code: 'GS_PROGRAM_COMPILE',
    tried: 'compiling the program',
    stopped: 'asc reported errors',
    fix: `Correct them:\n${stderr.toString().trimEnd()}`,
    cause: error,
  });
}

/** Sources of the package itself are asked for as node_modules/greenspool/..., in every folder upwards. */
async function readSource(name: string, baseDir: string, entry: string): Promise<string | null> {
  const path = name.replaceAll('\\', '/');
  if (path === ABI_ENTRY) return entry;
  const own = /node_modules\/greenspool\/(.*)$/.exec(path)?.[1];
  if (own === 'assembly.ts') return "export * from 'greenspool/assembly/lib/index';\n";
  const file = own === undefined ? (isAbsolute(name) ? name : join(baseDir, name)) : join(packageRoot, own);
  return readFile(file, 'utf8').catch(() => null);
}

/** The part of asc's transforms, and of its Binaryen, that is used here. */
interface Transform {
  afterParse(parser: { sources: { internalPath: string }[] }): void;
  afterCompile(module: CompiledModule): void;
}

interface CompiledModule {
  removeExport(name: string): void;
  addFunctionExport(internal: string, external: string): void;
  addGlobalExport(internal: string, external: string): void;
  getFunction(name: string): number;
  block(label: null, children: number[]): number;
  call(name: string, operands: number[], type: number): number;
}

interface Binaryen {
  readonly none: number;
  getFunctionInfo(func: number): { body: number };
  Function: { setBody(func: number, body: number): void };
}

/** `greenspool_abi_run` becomes `gs.run`: dots are not for AssemblyScript's names. */
function engineTransform(binaryen: Binaryen, names: readonly string[], collected: boolean): Transform {
  return {
    afterParse({ sources }) {
      const wrong = sources.find(({ internalPath }) => isOwnFile(internalPath));
      if (wrong !== undefined) throw relativeImport(wrong.internalPath);
    },
    afterCompile(module) {
      for (const name of names) {
        module.removeExport(`${PREFIX}${name}`);
        module.addFunctionExport(`${LIBRARY}/index/${name}`, `gs.${name}`);
      }
      if (!collected) return;
      module.addGlobalExport('~lib/memory/__stack_pointer', POINTER);
      addAreaCheck(binaryen, module);
    },
  };
}

/** asc checks for overflow at the head of every function with managed values; greenlets have a stack of their own. */
function addAreaCheck(binaryen: Binaryen, module: CompiledModule): void {
  const check = module.getFunction('~stack_check');
  const { body } = binaryen.getFunctionInfo(check);
  const checkArea = module.call(`${LIBRARY}/shadow/index/checkArea`, [], binaryen.none);
  binaryen.Function.setBody(check, module.block(null, [body, checkArea]));
}

/** A source of ours that did not come in as a library: its path is not one of `~lib/`. */
function isOwnFile(internalPath: string): boolean {
  return (
    !internalPath.startsWith('~lib/') &&
    (!relative(join(packageRoot, 'assembly'), resolve(internalPath)).startsWith('..') ||
      internalPath.includes('node_modules/greenspool/assembly/'))
  );
}

function relativeImport(path: string): InstrumentError {
  return new InstrumentError({
    code: 'GS_PROGRAM_IMPORT',
    tried: 'compiling a program',
    stopped: `it imports the engine's sources by a path (${path})`,
    fix: 'Import them by name, from "greenspool/assembly": only then they are a library, which AssemblyScript\'s collector needs to see what parked greenlets hold',
  });
}
