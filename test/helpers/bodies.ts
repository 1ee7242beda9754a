/**
 * One text as the body of every kind: `CALL(x)` stands where the call x blocks. Compiled it is `x`, in a generator `(yield x)`, in
 * async functions `(await x)`. Main runs the async function outside all greenlets. Stormy is compiled so that calls that need
 * not wait are left and entered again all the same, two times in three.
 */
import { type Greenlet, spawn } from 'greenspool';
import { compile } from 'greenspool/compiler';
import type { ManualLoop } from './manual-loop.ts';

// biome-ignore lint/suspicious/noExplicitAny: bodies of any signature
type Fn = (...args: any[]) => any;

export const kinds = ['compiled', 'stormy', 'generator', 'async', 'main'] as const;
export type Kind = (typeof kinds)[number];
export const greenletKinds = kinds.slice(0, 4) as Exclude<Kind, 'main'>[];

/** `text` is the inside of `(env) => { ... }`. */
export async function bodyOf(kind: Kind, text: string): Promise<Fn> {
  if (kind === 'compiled' || kind === 'stormy') return compiledBody(text, kind === 'stormy');
  const keyword = kind === 'generator' ? '(yield ' : '(await ';
  const star = kind === 'generator' ? 'function*' : 'async function';
  return new Function(`return ${star} body(env) { ${text.replaceAll('CALL(', keyword)} }`)() as Fn;
}

let nAsked = 0;

async function compiledBody(text: string, storm: boolean): Promise<Fn> {
  const source = `export function body(env) { ${text.replaceAll('CALL(', '(')} }`;
  const runtime = new URL('../../build/compiled/index.js', import.meta.url).href;
  const { code } = compile(source, { filename: 'body.mjs', sourceType: 'module', runtime, storm });
  const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
  const { $gs } = globalThis as unknown as { $gs: { setStorm(policy: () => boolean): void } };
  if (storm) $gs.setStorm(() => ++nAsked % 3 !== 0);
  return module.body as Fn;
}

/** Starts it; what it ends with. */
export function start(kind: Kind, body: Fn, env: unknown): Greenlet | Promise<unknown> {
  return kind === 'main' ? (body(env) as Promise<unknown>) : spawn(body, env);
}

/** Lets everything run that can, promises too, and then `ms` pass, in steps of one. */
export async function settle(loop: ManualLoop, ms = 0): Promise<void> {
  for (let t = 0; t <= ms; t++) {
    if (t > 0) loop.advance(1);
    // a promise may make a greenlet ready and that one settle the next promise: longer chains than this no test has
    for (let i = 0; i < 12; i++) {
      loop.flush();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** What `text`, as a body of this kind, has ended with after `ms`: its value or its error; empty if it has not ended. */
export async function outcomeOf(
  loop: ManualLoop,
  kind: Kind,
  text: string,
  env: object,
  ms: number,
): Promise<unknown[]> {
  const seen: unknown[] = [];
  const started = start(kind, await bodyOf(kind, text), env) as PromiseLike<unknown>;
  void started.then(
    (value) => seen.push(value),
    (error) => seen.push(error),
  );
  await settle(loop, ms);
  return seen;
}
