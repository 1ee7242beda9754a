/** Loads the engine: the one that the package ships, compiled at first use, or a program that carries it. */
import { GreenspoolError } from '../errors/greenspool-error.js';
import { outOfMemory } from '../errors/wasm.js';
import type { Engine, EngineHost } from './abi.js';
import { engineBase64 } from './bytes.js';

/** Pages of 64 KiB that a memory starts with, and the most it may grow to (1 GiB). */
const INITIAL_PAGES = 4;
const MAXIMUM_PAGES = 16384;
const PREFIX = 'gs.';

export interface EngineOptions {
  /** The most memory that the engine may use, in bytes. Parked wasm frames, records and timers live in it. */
  memoryLimit?: number;
}

let loaded: Engine | null = null;
let host: EngineHost | null = null;
let options: EngineOptions = {};

/** The hub says whom the engine calls; once, before the first use. */
export function setEngineHost(callbacks: EngineHost): void {
  host = callbacks;
}

/** The engine of this thread; instantiates the shipped one when there is none yet. */
export function engine(): Engine {
  return loaded ?? instantiate();
}

export function isEngineLoaded(): boolean {
  return loaded !== null;
}

/** Options for the shipped engine. Throws GS_ENGINE_IN_USE when an engine runs already. */
export function configureEngine(wanted: EngineOptions): void {
  refuseIfLoaded('configure the engine');
  options = { ...options, ...wanted };
}

/** Makes an instance that carries the engine (a built AssemblyScript program) *the* engine of this thread. */
export function adoptEngine(carried: Engine): void {
  refuseIfLoaded('load a program that carries the engine');
  loaded = carried;
}

/** What an instance that carries the engine imports for the engine's part. */
export function engineImports(): { env: { memory: WebAssembly.Memory; abort: () => never }; host: EngineHost } {
  if (host === null) throw new Error('unreachable: the hub has not been loaded');
  const maximum = Math.max(INITIAL_PAGES, Math.floor((options.memoryLimit ?? MAXIMUM_PAGES << 16) / 65536));
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum });
  return { env: { memory, abort: aborted }, host };
}

function instantiate(): Engine {
  const module = new WebAssembly.Module(Uint8Array.from(atob(engineBase64), (c) => c.charCodeAt(0)));
  const imports = engineImports();
  const instance = new WebAssembly.Instance(module, imports as unknown as WebAssembly.Imports);
  loaded = engineOf(instance.exports, imports.env.memory);
  return loaded;
}

/** The engine's part of an instance's exports: those with the prefix `gs.`. */
export function engineOf(exports: WebAssembly.Exports, memory: WebAssembly.Memory): Engine {
  const own = Object.entries(exports).filter(([name]) => name.startsWith(PREFIX));
  const engine = Object.fromEntries(
    own.map(([name, value]) => [name.slice(PREFIX.length), value]),
  ) as unknown as Engine;
  return guardAllocations({ ...engine, memory });
}

/** Calls that allocate trap at the memory limit, and leave everything as it was: that becomes an error with a code. */
function guardAllocations(engine: Engine): Engine {
  const { create, spawnHost, sleepHost, recover } = engine;
  const failed = (error: unknown): unknown => {
    if (engine.allocating() !== 1) return error;
    recover();
    return outOfMemory('start or park a greenlet');
  };
  const guarded = {
    create(kind: number) {
      try {
        return existing(create(kind));
      } catch (error) {
        throw failed(error);
      }
    },
    spawnHost() {
      try {
        return existing(spawnHost());
      } catch (error) {
        throw failed(error);
      }
    },
    sleepHost(slot: number, reason: number, deadline: number) {
      try {
        sleepHost(slot, reason, deadline);
      } catch (error) {
        throw failed(error);
      }
    },
  };
  return { ...engine, ...guarded };
}

function existing(slot: number): number {
  if (slot === 0) throw outOfMemory('make one greenlet more'); // all ids are taken
  return slot;
}

function aborted(): never {
  throw new WebAssembly.RuntimeError('abort');
}

export function refuseIfLoaded(tried: string): void {
  if (loaded === null) return;
  throw new GreenspoolError({
    code: 'GS_ENGINE_IN_USE',
    tried,
    stopped: 'an engine already runs in this thread',
    fix: 'Do it before the first greenlet starts, at the top of the program',
  });
}
