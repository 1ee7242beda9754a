/**
 * The AssemblyScript programs of the bench, each compiled with the engine that it carries, and instances of them.
 * Nothing here goes through the facade: a row about wasm is measured with the engine's own ABI.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {() => Program} NewProgram */

const root = new URL('../../', import.meta.url);
const cache = new URL('build/bench/', root);

/** @type {Map<string, WebAssembly.Module>} */
const modules = new Map();

/**
 * The compiled program, from the cache when nothing that goes into it has changed since.
 * @param {string} name file in bench/programs
 * @param {{ mode?: 'split' | 'stock', runtime?: 'stub' | 'incremental' }} [options] `stub` has no collector, as stock
 *   programs cannot have one
 * @returns {Promise<NewProgram>}
 */
export async function loadProgram(name, { mode = 'split', runtime = 'stub' } = {}) {
  const key = `${name}-${mode}-${runtime}`;
  const module = modules.get(key) ?? new WebAssembly.Module(await bytesOf(name, key, { mode, runtime }));
  modules.set(key, module);
  return () => new Program(module);
}

/** @param {string} name @param {string} key @param {{ mode: 'split' | 'stock', runtime: 'stub' | 'incremental' }} options */
async function bytesOf(name, key, options) {
  const source = new URL(`bench/programs/${name}.ts`, root);
  const file = new URL(`${key}.wasm`, cache);
  const newest = Math.max(...[source, new URL('assembly/', root), new URL('build/wasm/', root)].map(newestChange));
  if (existsSync(file) && statSync(file).mtimeMs > newest) return new Uint8Array(readFileSync(file));
  const { compileProgram } = await import('../../build/wasm/build-program.js');
  const bytes = new Uint8Array(await compileProgram(fileURLToPath(source), options));
  mkdirSync(cache, { recursive: true });
  const partial = new URL(`${key}.${process.pid}`, cache); // somebody else may be reading, or compiling the same
  writeFileSync(partial, bytes);
  renameSync(partial, file);
  return bytes;
}

/** When the file, or any file of the folder, was last written. @param {URL} at @returns {number} */
function newestChange(at) {
  if (!at.href.endsWith('/')) return statSync(at).mtimeMs;
  const files = readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((entry) => statSync(`${entry.parentPath ?? entry.path}/${entry.name}`).mtimeMs));
}

const pages = (/** @type {number} */ gibibytes) => (gibibytes * 2 ** 30) / 2 ** 16;

/** One instance; its own exports and the engine's (`run`, `fireTimers`, ...). */
export class Program {
  nowMs = 0;
  /** @type {(payload: number) => void} */
  onFired = () => {};

  /** @param {WebAssembly.Module} module */
  constructor(module) {
    this.memory = new WebAssembly.Memory({ initial: 4, maximum: pages(4) - 1 });
    const env = { memory: this.memory, abort: fail('abort') };
    const host = {
      now: () => this.nowMs,
      fired: (/** @type {number} */ payload) => this.onFired(payload),
      ended: () => {},
      resume: fail('resume'),
      cannotPark: fail('cannotPark'),
    };
    /** @type {any} */
    this.exports = new WebAssembly.Instance(module, { env, host }).exports;
  }

  /** Makes at most n resumes; the number made. @param {number} n @returns {number} */
  run(n) {
    return this.exports['gs.run'](n, this.nowMs);
  }
}

/** @param {string} what */
const fail = (what) => () => {
  throw new Error(`bench: the program called ${what}`);
};
