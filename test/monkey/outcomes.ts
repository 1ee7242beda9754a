/**
 * What calls come to, natively and patched, in a form that can be compared field by field. The patched ones are made in greenlets, by
 * compiled code.
 */
import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { spawn } from 'greenspool';
import { expect, it } from 'vitest';
import { layerOver } from '../../build/monkey/patch.js';
import { bodyOf } from '../helpers/bodies.ts';

// biome-ignore lint/suspicious/noExplicitAny: functions of every signature are called
export type Call = (...args: any[]) => any;
type Patch = Parameters<typeof layerOver>[1];

const call = (await bodyOf(
  'compiled',
  'try { return CALL(env.fn.apply(env.self, env.args)); } finally { env.over?.(); }',
)) as Call;

/** The functions in the place of the originals, by name. */
export function twins(patches: readonly Patch[]): Record<string, Call> {
  return Object.fromEntries(
    patches.map((patch) => {
      const original = (patch.holder as Record<string, Call>)[patch.name]!;
      return [patch.name, layerOver(original, patch).fn];
    }),
  );
}

/** The same over originals that refuse to block: they may only be called with a callback. */
export function unblocked(patches: readonly Patch[]): Record<string, Call> {
  const guarded = (original: Call, name: string): Call =>
    function guard(...args) {
      if (typeof args.at(-1) === 'function') return original(...args);
      throw new Error(`${name} blocks`);
    };
  return Object.fromEntries(
    patches.map((patch) => {
      const original = (patch.holder as Record<string, Call>)[patch.name]!;
      return [patch.name, layerOver(guarded(original, patch.label), patch).fn];
    }),
  );
}

/** Spawns a greenlet that does nothing but call it. */
export function inGreenlet(fn: Call, ...args: unknown[]) {
  return spawn(call, { fn, args });
}

/** The same with a `this`; whether others ran meanwhile is for `wasLeft`. */
export function leaving(fn: Call, self: unknown, args: unknown[], wasLeft: (it: boolean) => void) {
  let others = false;
  const g = spawn(call, { fn, self, args, over: () => wasLeft(others) });
  spawn(async () => {
    others = true;
  });
  return g;
}

const counting = (await bodyOf(
  'compiled',
  'env.most = Math.max(env.most, ++env.now); CALL(env.fn(...env.args)); env.now--;',
)) as Call;

/** How many of `n` greenlets were in the same call at the same time. */
export async function overlapOf(n: number, fn: Call, ...args: unknown[]): Promise<number> {
  const env = { now: 0, most: 0, fn, args };
  await Promise.all(Array.from({ length: n }, () => spawn(counting, env)));
  return env.most;
}

/** A test for each call: it comes to the same as the original. */
export function itComesToTheSame(
  originals: object,
  patched: Record<string, Call>,
  cases: [string, ...unknown[]][],
): void {
  for (const [name, ...args] of cases) {
    it(nameOf(name, args), async () => {
      const got = await outcome(() => inGreenlet(patched[name]!, ...args));
      expect(got).toStrictEqual(await outcome(() => (originals as Record<string, Call>)[name]!(...args)));
    });
  }
}

/** What it comes to, or what `view` makes of that. */
export async function outcome(
  run: () => unknown,
  view: Call = (value) => value,
): Promise<{ value?: unknown; thrown?: unknown }> {
  try {
    return { value: described(view(await run())) };
  } catch (error) {
    if (error instanceof Error && error.name === 'AssertionError') throw error; // of the case itself
    return { thrown: described(error) };
  }
}

/** Its class and all of its fields, in order; numbers of processes are all the same, and of a cycle its name. */
export function described(value: unknown, outer: unknown[] = []): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (outer.includes(value)) return `level ${outer.indexOf(value)}`;
  if (ArrayBuffer.isView(value)) return [value.constructor.name, ...contents(value)];
  if (value instanceof ArrayBuffer) return ['ArrayBuffer', ...contents(new Uint8Array(value))];
  const fields = Object.entries(value).map(([key, field]) => [
    key,
    key === 'pid' && field > 0 ? 'a process' : described(field, [...outer, value]),
  ]);
  const of = { class: value.constructor, fields };
  if (!(value instanceof Error)) return of;
  const { name, message, stack } = value;
  return { ...of, name, message, text: String(value), title: String(stack).split('\n')[0] };
}

function contents({ buffer, byteOffset, byteLength }: ArrayBufferView): unknown[] {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return byteLength < 200 ? [bytes.toString('latin1')] : [byteLength, createHash('sha1').update(bytes).digest('hex')];
}

/** A short name for a call. */
function nameOf(name: string, args: unknown[]): string {
  const list = inspect(args, { depth: 1, maxArrayLength: 3, maxStringLength: 40, breakLength: Infinity });
  return `${name} ${list.slice(1, -1).slice(0, 100)}`;
}
