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
import { type Greenlet, GreenletExit, greenlet } from 'greenspool';
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
    const parks = nth === at ? /park|into|kill/.test(ending) : ending === 'park all' || (ending === 'kill' && nth > at);
    return parks ? main.switch(value) : value;
  });
  const g = greenlet(load(code));
  const main = g.parent as Greenlet;
  runtime.setStorm(ending === 'storm' ? () => true : null);
  try {
    logEnd(world.log, () => drive(g, ending, world.names));
  } finally {
    runtime.setStorm(null);
  }
  if (!g.dead) await endKilled(g, world.log);
  return { log: world.log, calls: world.calls() };
}

const STILL_PARKED = Symbol('parked');

/** Goes on until the greenlet is over, or is to be killed. */
function drive(g: Greenlet, ending: Ending, names: unknown[]): unknown {
  let value: unknown = g.switch(...names);
  while (!g.dead) {
    if (ending === 'kill') return STILL_PARKED;
    value = ending === 'throw into' ? g.throw(new Boom('at p')) : g.switch(value);
  }
  return value;
}

async function endKilled(g: Greenlet, log: string[]): Promise<void> {
  log.pop(); // of the parked state
  await g.kill();
  try {
    const result = await g.get();
    log.push(`${result instanceof GreenletExit ? 'threw' : 'returned'} ${show(result)}`);
  } catch (error) {
    log.push(`threw ${show(error)}`);
  }
}

function logEnd(log: string[], run: () => unknown): void {
  try {
    log.push(`returned ${show(run())}`);
  } catch (error) {
    log.push(`threw ${show(error)}`);
  }
}

function textOf({ body, isStrict }: Script): string {
  return `(function main(p, l, Boom) {${isStrict ? '"use strict";' : ''}\n${PRELUDE}\n${body}\n})`;
}

const load = (text: string) => vm.runInThisContext(text, { filename: 'matrix.js' }) as Main;

function makeWorld(pass: Pass) {
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
