/** Runs one program natively and in the compiled ways. */
import vm from 'node:vm';
import { type Greenlet, greenlet } from 'greenspool';
import 'greenspool/compiled';
import { compile } from 'greenspool/compiler';
import { Boom, makeWorld, type Pass, type Program, show, type World } from './world.ts';

/**
 * How a compiled program is run:
 *   compiled   nothing parks
 *   parking    every `p` parks, and is resumed with its value
 *   throwing   every `p` parks, and some are resumed with an error (natively those throw)
 *   storm      every site unwinds and is resumed at once
 *   random     sites and `p`s that are chosen by the seed do
 */
export const ways = ['compiled', 'parking', 'throwing', 'storm', 'random'] as const;
export type Way = (typeof ways)[number];

interface Runtime {
  setStorm(policy: (() => boolean) | null): void;
}
const { $gs: runtime } = globalThis as unknown as { $gs: Runtime };

/** The log of a native run. With a seed, some calls of `p` throw. */
export function runNative(text: string, seed: number | null = null): string[] {
  const world = makeWorld((value, nth) => {
    if (seed !== null && isThrown(nth, seed)) throw new Boom(`into ${nth}`);
    return value;
  });
  const program = load(text);
  return logOf(world, () => program(...world.names));
}

/** The log of a compiled run. */
export function runCompiled(text: string, way: Way, seed: number): string[] {
  const bits = randomBits(seed);
  const run = new ParkingRun(way, seed, bits);
  const world = makeWorld(run.pass);
  const program = load(compiledText(text, way === 'storm' || way === 'random'));
  runtime.setStorm(way === 'storm' ? () => true : way === 'random' ? bits : null);
  try {
    return logOf(world, () => run.drive(program, world));
  } finally {
    runtime.setStorm(null);
  }
}

const texts = new Map<string, string>();

/** Several ways run the same text, one after the other. */
export function compiledText(text: string, storm: boolean): string {
  const key = `${storm}${text}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const { code } = compile(`(${text})`, { sourceType: 'script', storm, filename: 'random.js' });
  if (texts.size > 3) texts.clear();
  texts.set(key, code);
  return code;
}

/** A body that ends with a generator goes on as that generator, so the result comes in a list. */
const inList = load(
  compile('((program) => (...args) => [program(...args)])', { sourceType: 'script', filename: 'list.js' }).code,
) as (program: Program) => Program;

/** Whoever parks goes to main, which comes back at once. */
class ParkingRun {
  readonly pass: Pass;
  #main: Greenlet | undefined;
  /** What main is to throw instead of giving the value back. */
  #error: Error | null = null;

  constructor(way: Way, seed: number, bits: () => boolean) {
    this.pass = (value, nth) => {
      if (way === 'compiled' || way === 'storm' || (way === 'random' && !bits())) return value;
      if (way === 'throwing' && isThrown(nth, seed)) this.#error = new Boom(`into ${nth}`);
      return this.#main?.switch(value);
    };
  }

  drive(program: Program, { names }: World): unknown {
    const g = greenlet(inList(program));
    this.#main = g.parent ?? undefined;
    let value: unknown = g.switch(...names);
    while (!g.dead) {
      const error = this.#error;
      this.#error = null;
      value = error === null ? g.switch(value) : g.throw(error);
    }
    return (value as unknown[])[0];
  }
}

const isThrown = (nth: number, seed: number) => (Math.imul(nth + seed, 2_654_435_761) >>> 8) % 9 === 0;

function load(text: string): Program {
  const program: unknown = vm.runInThisContext(text, { filename: 'random.js' });
  if (typeof program !== 'function') throw new Error('The text is no program');
  return program as Program;
}

function logOf({ log }: World, run: () => unknown): string[] {
  return withoutTexts(() => {
    const before = new Set(Object.keys(globalThis));
    try {
      log.push(`returned ${show(run())}`);
    } catch (error) {
      log.push(`threw ${show(error)}`);
    }
    // what sloppy code has assigned without declaring it would be there in the next run
    for (const key of Object.keys(globalThis)) if (!before.has(key)) Reflect.deleteProperty(globalThis, key);
    return log;
  });
}

/** The text of a compiled function is another one, which its users are told; programs see it by `String(f).length` and the like. */
function withoutTexts<T>(work: () => T): T {
  const { prototype } = Function;
  const native = prototype.toString;
  prototype.toString = () => 'function () { [code] }';
  try {
    return work();
  } finally {
    prototype.toString = native;
  }
}

/** Yes once in four times. */
function randomBits(seed: number): () => boolean {
  let x = seed | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x & 0x300) === 0;
  };
}
