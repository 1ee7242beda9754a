/**
 * Hosts a program that carries the engine (an AssemblyScript program built with `greenspool build main.ts`): from here on
 * it *is* the engine, so JS and wasm greenlets share one scheduler, its locks and channels.
 */
import type { Control, Engine } from '../engine/abi.js';
import { adoptEngine, engineImports, engineOf, refuseIfLoaded } from '../engine/load.js';
import type { Greenlet } from '../greenlet/greenlet.js';
import { greenletById } from '../greenlet/wasm-greenlet.js';
import { abortImport } from './abort.js';
import { readDescription } from './description.js';
import { wrapExports } from './exports.js';
import { wrapImports } from './imports.js';
import { refused } from './refused.js';

export interface Program {
  /** The exports; functions that block can be called in generator bodies (`yield`), and be bodies of greenlets. */
  // biome-ignore lint/suspicious/noExplicitAny: what a module exports is known to its author only
  readonly exports: Record<string, any>;
  readonly memory: WebAssembly.Memory;
  /** The greenlet with an id that the program handed out. Throws GS_STALE_ID. */
  greenlet(id: number | bigint): Greenlet;
}

/**
 * Instantiates a program that carries the engine and makes it the engine of this thread. Imports that were named as
 * parking at build time may be generator functions, may return promises or what a blocking call returned.
 * Does not switch. Throws GS_ENGINE_IN_USE, GS_WASM_INVALID, GS_WASM_NOT_INSTRUMENTED, GS_WASM_NO_ENGINE, GS_WASM_LINK.
 *
 * @example
 * const { exports } = await instantiate(await readFile('main.wasm'));
 * console.log(await spawn(exports.work, 3));
 */
export async function instantiate(
  source: BufferSource | WebAssembly.Module,
  imports: WebAssembly.Imports = {},
): Promise<Program> {
  refuseIfLoaded('load a program that carries the engine');
  const module = source instanceof WebAssembly.Module ? source : await compile(source);
  const description = readDescription(module);
  if (!WebAssembly.Module.exports(module).some(({ name }) => name === 'gs.run')) throw noEngine();
  const own = engineImports();
  const { memory } = own.env;
  const host = wrapImports(imports, module, description);
  const env = { ...host.env, memory, abort: abortImport(memory) };
  const instance = await link(module, { ...host, env, host: own.host as unknown as WebAssembly.ModuleImports });
  refuseIfLoaded('load a program that carries the engine');
  const engine = engineOf(instance.exports, memory) as Engine & Control;
  adoptEngine(engine);
  return { exports: wrapExports(instance.exports, description, engine), memory, greenlet: greenletById };
}

async function compile(bytes: BufferSource): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    const fix = 'Pass the bytes of a WebAssembly module, or a WebAssembly.Module';
    throw refused('GS_WASM_INVALID', `it is no valid module here (${(cause as Error).message})`, fix, cause);
  }
}

async function link(module: WebAssembly.Module, imports: WebAssembly.Imports): Promise<WebAssembly.Instance> {
  try {
    return await WebAssembly.instantiate(module, imports);
  } catch (cause) {
    const fix = 'Pass every import that the module names, with functions where it expects functions';
    throw refused('GS_WASM_LINK', (cause as Error).message, fix, cause);
  }
}

function noEngine() {
  return refused(
    'GS_WASM_NO_ENGINE',
    'it is instrumented, but does not carry the engine',
    'Import `greenspool/assembly` in the program and build it with `greenspool build main.ts`',
  );
}
