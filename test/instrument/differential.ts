/**
 * The differential test of the instrument pass: one random program in several builds, which must agree.
 *
 *   original     un-instrumented; the imports that may park return at once
 *   stock, split each started and resumed one run after the other: results, logs, memory and globals as the original's
 *   stock, split several runs interleaved in one instance, by the same schedule: as each other's
 */
import binaryen from 'binaryen';
import { type InstrumentOptions, instrument } from '../../build/wasm/instrument/index.js';
import { Driver, Parked, type Run, type Value } from './driver.ts';
import { entries, parkingImports, randomProgram } from './random-program.ts';

const FUEL = 150;
const PAGE = 1 << 16;

/** Everything that can be observed of a program. */
interface Observed {
  readonly results: string[];
  readonly log: string[];
  readonly state: string;
}

export interface Program {
  readonly text: string;
  readonly bytes: Uint8Array;
}

export function makeProgram(tape: Uint8Array): Program {
  const text = randomProgram(tape);
  const module = binaryen.parseText(text);
  const F = binaryen.Features;
  module.setFeatures(
    F.MutableGlobals | F.NontrappingFPToInt | F.SignExt | F.SIMD128 | F.Multivalue | F.BulkMemory | F.ReferenceTypes,
  );
  const bytes = module.emitBinary();
  module.dispose();
  return { text, bytes };
}

/** Deterministic small numbers; what parks and who is resumed next comes from here. */
function randomNumbers(seed: number): () => number {
  let x = seed | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

type Parks = () => boolean;

/** The host: what an import returns depends on its arguments alone; whether it parks does not change that. */
function host(log: string[], parks: Parks) {
  const env: Record<string, (...args: Value[]) => unknown> = {};
  for (const { name, results } of parkingImports) {
    env[name] = (...args) => {
      log.push(`${name} ${args.map(show)}`);
      const seed = Number(
        BigInt.asIntN(
          31,
          args.reduce((sum: bigint, value) => sum * 31n + integer(value), 7n),
        ),
      );
      const answer = results.map((type, i) => answerOf(type, seed + i));
      if (parks()) return new Parked(...answer);
      return results.length > 1 ? answer : answer[0];
    };
  }
  for (const type of ['i32', 'i64', 'f32', 'f64'])
    env[`log_${type}`] = (value) => void log.push(`${type} ${show(value as Value)}`);
  return { env };
}

const integer = (value: Value) =>
  typeof value === 'bigint' ? value : BigInt(Number.isFinite(value) ? Math.trunc(value) : 99);

function answerOf(type: string, seed: number): Value {
  if (type === 'i64') return BigInt(seed) * 77_777_777_777n;
  return type === 'i32' ? Math.imul(seed, 2_654_435_761) : Math.fround(seed / 8);
}

const show = (value: Value) => (Object.is(value, -0) ? '-0' : String(value));

const parameters = (i: number): Value[] => [i * 5 - 2, BigInt(i) * -3_000_000_019n, i / 3];

const showRun = (run: Run) => run.results.map(show).join(' ');

type Exports = Record<string, unknown>;

function observe(exports: Exports, results: string[], log: string[]): Observed {
  const memory = new Uint8Array((exports.memory as WebAssembly.Memory).buffer, 0, PAGE);
  let hash = 0;
  for (let i = 0; i < 4096; i++) hash = (Math.imul(hash, 31) + (memory[i] ?? 0)) | 0;
  const globals = ['i32', 'i64', 'f32', 'f64'].map((type) =>
    show((exports[`global_${type}`] as WebAssembly.Global).value),
  );
  const bits = (exports.bits as () => bigint)();
  return {
    results,
    log,
    state: `memory ${hash} globals ${globals} bits ${bits} fuel ${(exports.fuel as WebAssembly.Global).value}`,
  };
}

const refuel = (exports: Exports) => {
  (exports.fuel as WebAssembly.Global).value = FUEL;
};

function runOriginal({ bytes }: Program): Observed {
  const log: string[] = [];
  const module = new WebAssembly.Module(bytes as BufferSource);
  const { exports } = new WebAssembly.Instance(module, host(log, () => false) as WebAssembly.Imports);
  const results = entries.map((name, i) => {
    refuel(exports);
    return (exports[name] as (...args: Value[]) => Value[])(...parameters(i))
      .map(show)
      .join(' ');
  });
  return observe(exports, results, log);
}

/** Each entry is run to its end, parks and all, before the next starts. */
function runInTurn(driver: Driver, log: string[]): Observed {
  const results = entries.map((name, i) => {
    refuel(driver.exports);
    const run = driver.start(name, ...parameters(i));
    while (run.parked) driver.resume(run);
    return showRun(run);
  });
  return observe(driver.exports, results, log);
}

/** All entries are started, twice, and a random parked one is resumed until none is left. */
function runInterleaved(driver: Driver, log: string[], random: () => number): Observed {
  refuel(driver.exports);
  const runs = [...entries, ...entries].map((name, i) => driver.start(name, ...parameters(i)));
  let refills = 6;
  for (;;) {
    const parked = runs.filter((run) => run.parked);
    const next = parked[random() % Math.max(1, parked.length)];
    if (!next) break;
    if (random() % 8 === 0 && refills-- > 0) refuel(driver.exports);
    log.push(`resume ${runs.indexOf(next)}`);
    driver.resume(next);
  }
  return observe(driver.exports, runs.map(showRun), log);
}

export interface Check {
  readonly seed: number;
  readonly optimize: 'none' | 'speed' | 'size';
}

/** Throws, with the program's text, when two builds of it disagree. */
export function checkProgram(program: Program, { seed, optimize }: Check): void {
  const expected = runOriginal(program);
  const interleaved = (['stock', 'split'] as const).map((mode) => {
    const shadowStack = mode === 'split' && seed % 4 === 0 ? { shadowStack: 'sp' } : {};
    const bytes = build(program, { mode, optimize: mode === 'stock' ? 'none' : optimize, ...shadowStack });
    agree(program, `${mode} (${optimize}) and the original`, observeBuild(bytes, seed, 'turn'), expected);
    return observeBuild(bytes, seed, 'interleaved');
  });
  agree(program, `interleaved stock and split (${optimize})`, interleaved[0] as Observed, interleaved[1] as Observed);
}

function agree(program: Program, who: string, actual: Observed, expected: Observed): void {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (one === other) return;
  const at = [...one].findIndex((char, i) => char !== other[i]);
  const near = (text: string) => text.slice(Math.max(0, at - 80), at + 80);
  throw new Error(`${who} disagree:\n  ${near(one)}\n  ${near(other)}\n${program.text}`);
}

function build(program: Program, options: InstrumentOptions): Uint8Array {
  return instrument(program.bytes, { imports: ['env.park*'], exportControl: true, ...options });
}

/** One build, in a new instance: runs it by `how` with the parks that `seed` decides. */
function observeBuild(bytes: Uint8Array, seed: number, how: 'turn' | 'interleaved'): Observed {
  const log: string[] = [];
  const random = randomNumbers(seed);
  const often = 1 + (random() % 3);
  const driver = new Driver(bytes, host(log, () => random() % 4 < often) as never);
  return how === 'turn' ? runInTurn(driver, log) : runInterleaved(driver, log, random);
}
