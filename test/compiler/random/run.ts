/** Runs one program natively and in the compiled ways, and compares the logs. */
import vm from 'node:vm';
import { greenlet } from 'greenspool';
import 'greenspool/compiled';
import { compile } from 'greenspool/compiler';
import { makeWorld, type Pass, type Program, show, type World } from './world.ts';

/** How a program is run: compiled with nothing parking, every `p` parking, every site in storm, or by chance. */
export const ways = ['compiled', 'parking', 'storm', 'random'] as const;
export type Way = (typeof ways)[number];

interface Runtime {
  setStorm(policy: (() => boolean) | null): void;
}
const runtime = (globalThis as unknown as { $gs: Runtime }).$gs;

/** The log of a native run. */
export function runNative(text: string): string[] {
  const world = makeWorld((value) => value);
  const program = load(text);
  return logOf(world, () => program(...world.names));
}

/** The log of a compiled run. What is random comes from `seed`. */
export function runCompiled(text: string, way: Way, seed: number): string[] {
  const bits = randomBits(seed);
  const isStorm = way === 'storm' || way === 'random';
  const code = compile(`(${text})`, { sourceType: 'script', storm: isStorm, filename: 'random.js' }).code;
  const world = makeWorld(passing(way, bits));
  const program = load(code);
  runtime.setStorm(way === 'storm' ? () => true : way === 'random' ? bits : null);
  try {
    return logOf(world, () => inGreenlet(program, world));
  } finally {
    runtime.setStorm(null);
  }
}

function load(text: string): Program {
  const program: unknown = vm.runInThisContext(text, { filename: 'random.js' });
  if (typeof program !== 'function') throw new Error('The text is no program');
  return program as Program;
}

/** Whoever parks goes to main, which comes back at once with the same value. */
function passing(way: Way, bits: () => boolean): Pass {
  const parks = way === 'parking' ? () => true : way === 'random' ? bits : () => false;
  return (value) => (parks() ? main.switch(value) : value);
}

let main: ReturnType<typeof greenlet>;

function inGreenlet(program: Program, world: World): unknown {
  const g = greenlet(program);
  main = g.parent as typeof g;
  let value: unknown = g.switch(...world.names);
  while (!g.dead) value = g.switch(value);
  return value;
}

function logOf({ log }: World, run: () => unknown): string[] {
  try {
    log.push(`returned ${show(run())}`);
  } catch (error) {
    log.push(`threw ${show(error)}`);
  }
  return log;
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
