/**
 * Runs one construct of the matrix so that its n-th call of `p` ends in a given way:
 *
 *   ending       natively                         compiled, inside a greenlet
 *   return       returns                          returns
 *   throw        throws                           throws
 *   park         returns                          parks, and is resumed with its value
 *   throw into   throws                           parks, and is resumed with the error
 *   kill         throws a GreenletExit, then at   parks, and the greenlet is killed; so is each later park that it
 *                each later call again            tries after swallowing the exit
 *   park all     returns                          every call parks
 *   storm        returns                          compiled in storm mode: every site unwinds and is resumed at once
 */
import vm from 'node:vm';
import { type Greenlet, GreenletExit, greenlet, sleep } from 'greenspool';
import 'greenspool/compiled';
import { compile } from 'greenspool/compiler';
import { Boom, show } from '../random/world.ts';

export const endings = ['return', 'throw', 'park', 'throw into', 'kill', 'park all', 'storm'] as const;
export type Ending = (typeof endings)[number];

export interface Script {
  readonly construct: string;
  readonly body: string;
  readonly isStrict: boolean;
}

interface Run {
  readonly log: string[];
  readonly calls: number;
}

type Pass = (value: unknown, nth: number) => unknown;
type Main = (...args: unknown[]) => unknown;

/** An iterator of the program's own, which logs that it is closed. */
const PRELUDE = `function iter(n) {
  let i = 0;
  return {
    [Symbol.iterator]() { return this; },
    next() { p('next'); return { value: i, done: i++ >= n }; },
    return(v) { p('return'); return { value: v, done: true }; },
  };
}`;

const { $gs: runtime } = globalThis as unknown as { $gs: { setStorm(policy: (() => boolean) | null): void } };

export function nativeLog(script: Script, ending: Ending, at: number): Run {
  const world = makeWorld((value, nth) => {
    if (nth === at && (ending === 'throw' || ending === 'throw into')) throw new Boom('at p');
    if (nth >= at && ending === 'kill') throw new GreenletExit();
    return value;
  });
  logEnd(world.log, () => load(textOf(script))(...world.names));
  return { log: world.log, calls: world.calls() };
}

export async function compiledLog(script: Script, ending: Ending, at: number): Promise<Run> {
  const { code } = compile(textOf(script), { sourceType: 'script', storm: ending === 'storm', filename: 'matrix.js' });
  const world = makeWorld((value, nth) => {
    if (ending === 'throw' && nth === at) throw new Boom('at p');
    if (ending === 'kill') return nth < at ? value : nth === at ? main.switch(value) : sleep();
    const parks = ending === 'park all' || (nth === at && (ending === 'park' || ending === 'throw into'));
    return parks ? main.switch(value) : value;
  });
  const g = greenlet(load(code));
  const main = g.parent as Greenlet;
  runtime.setStorm(ending === 'storm' ? () => true : null);
  try {
    if (ending === 'kill') await kill(g, world);
    else logEnd(world.log, () => drive(g, ending, world.names));
  } finally {
    runtime.setStorm(null);
  }
  return { log: world.log, calls: world.calls() };
}

/** Goes on until the greenlet is over. */
function drive(g: Greenlet, ending: Ending, names: unknown[]): unknown {
  let value: unknown = g.switch(...names);
  while (!g.dead) value = ending === 'throw into' ? g.throw(new Boom('at p')) : g.switch(value);
  return value;
}

/** Runs it to its first park, and kills it there. */
async function kill(g: Greenlet, { log, names }: World): Promise<void> {
  g.switch(...names);
  await g.kill();
  try {
    const result = await g.get();
    logEnd(log, () => result);
  } catch (error) {
    log.push(`threw ${show(error)}`);
  }
}

/** An exit ends a greenlet like a result. */
function logEnd(log: string[], run: () => unknown): void {
  try {
    const result = run();
    log.push(result instanceof GreenletExit ? 'exit' : `returned ${show(result)}`);
  } catch (error) {
    log.push(error instanceof GreenletExit ? 'exit' : `threw ${show(error)}`);
  }
}

function textOf({ body, isStrict }: Script): string {
  return `(function main(p, l, Boom) {${isStrict ? '"use strict";' : ''}\n${PRELUDE}\n${body}\n})`;
}

const load = (text: string) => vm.runInThisContext(text, { filename: 'matrix.js' }) as Main;

interface World {
  readonly log: string[];
  readonly names: unknown[];
  calls(): number;
}

function makeWorld(pass: Pass): World {
  const log: string[] = [];
  let calls = 0;
  const l = (value: unknown) => {
    log.push(show(value));
    return value;
  };
  const p = (value: unknown) => {
    l(value);
    return pass(value, ++calls);
  };
  return { log, names: [p, l, Boom], calls: () => calls };
}
