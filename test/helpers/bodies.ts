/**
 * One text as the body of every kind: `CALL(x)` stands where the call x blocks. Compiled it is `x`, in a generator `(yield x)`, in
 * async functions `(await x)`. Main runs the async function outside all greenlets.
 */
import { type Greenlet, spawn } from 'greenspool';
import { compile } from 'greenspool/compiler';
import type { ManualLoop } from './manual-loop.ts';

// biome-ignore lint/suspicious/noExplicitAny: bodies of any signature
type Fn = (...args: any[]) => any;

export const kinds = ['compiled', 'generator', 'async', 'main'] as const;
export type Kind = (typeof kinds)[number];
export const greenletKinds = kinds.slice(0, 3) as Exclude<Kind, 'main'>[];

/** `text` is the inside of `(env) => { ... }`. */
export async function bodyOf(kind: Kind, text: string): Promise<Fn> {
  if (kind === 'compiled') return compiledBody(text);
  const keyword = kind === 'generator' ? '(yield ' : '(await ';
  const star = kind === 'generator' ? 'function*' : 'async function';
  return new Function(`return ${star} body(env) { ${text.replaceAll('CALL(', keyword)} }`)() as Fn;
}

async function compiledBody(text: string): Promise<Fn> {
  const source = `export function body(env) { ${text.replaceAll('CALL(', '(')} }`;
  const runtime = new URL('../../build/compiled/index.js', import.meta.url).href;
  const { code } = compile(source, { filename: 'body.mjs', sourceType: 'module', runtime });
  const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
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
