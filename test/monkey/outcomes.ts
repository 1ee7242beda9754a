/** Runs the same call natively and patched, in a greenlet, and says what each came to in a form that can be compared. */
import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { spawn } from 'greenspool';
import { layerOver } from '../../build/monkey/patch.js';
import { bodyOf } from '../helpers/bodies.ts';

// biome-ignore lint/suspicious/noExplicitAny: functions of any signature
export type AnyFunction = (...args: any[]) => any;
type Patch = Parameters<typeof layerOver>[1];

const call = (await bodyOf('compiled', 'return CALL(env.fn(...env.args));')) as AnyFunction;

/** The functions in the place of the originals, by name. */
export function twins(patches: readonly Patch[]): Record<string, AnyFunction> {
  return Object.fromEntries(
    patches.map((patch) => {
      const original = (patch.holder as Record<string, AnyFunction>)[patch.name]!;
      return [patch.name, layerOver(original, patch).fn];
    }),
  );
}

/** The same over originals that refuse to block: they may only be called with a callback. */
export function unblocked(patches: readonly Patch[]): Record<string, AnyFunction> {
  const guarded = (original: AnyFunction, name: string): AnyFunction =>
    function guard(...args) {
      if (typeof args.at(-1) === 'function') return original(...args);
      throw new Error(`${name} blocks`);
    };
  return Object.fromEntries(
    patches.map((patch) => {
      const original = (patch.holder as Record<string, AnyFunction>)[patch.name]!;
      return [patch.name, layerOver(guarded(original, patch.label), patch).fn];
    }),
  );
}

/** Spawns a greenlet that does nothing but call it, in compiled code. */
export function inGreenlet(fn: AnyFunction, ...args: unknown[]) {
  return spawn(call, { fn, args });
}

const counting = (await bodyOf(
  'compiled',
  'env.most = Math.max(env.most, ++env.now); CALL(env.fn(...env.args)); env.now--;',
)) as AnyFunction;

/** How many of `n` greenlets were in the same call at the same time. */
export async function overlapOf(n: number, fn: AnyFunction, ...args: unknown[]): Promise<number> {
  const env = { now: 0, most: 0, fn, args };
  await Promise.all(Array.from({ length: n }, () => spawn(counting, env)));
  return env.most;
}

export function nativeOutcome(fn: AnyFunction, args: unknown[]): unknown {
  try {
    return { value: described(fn(...args)) };
  } catch (error) {
    return { thrown: described(error) };
  }
}

export async function patchedOutcome(fn: AnyFunction, args: unknown[]): Promise<unknown> {
  try {
    return { value: described(await inGreenlet(fn, ...args)) };
  } catch (error) {
    return { thrown: described(error) };
  }
}

/** All fields of it, in order; numbers of processes are all the same, and of a cycle its name. */
export function described(value: unknown, outer: unknown[] = []): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (outer.includes(value)) return `level ${outer.indexOf(value)}`;
  if (ArrayBuffer.isView(value)) return [value.constructor.name, ...contents(value)];
  if (value instanceof ArrayBuffer) return ['ArrayBuffer', ...contents(new Uint8Array(value))];
  const fields = Object.entries(value).map(([key, field]) => [
    key,
    key === 'pid' && field > 0 ? 'a process' : described(field, [...outer, value]),
  ]);
  return value instanceof Error
    ? {
        class: value.constructor.name,
        text: String(value),
        title: String(value.stack).split('\n')[0],
        message: value.message,
        fields,
      }
    : {
        class: Array.isArray(value)
          ? 'Array'
          : Object.getPrototypeOf(value) === Object.prototype
            ? 'Object'
            : value.constructor?.name,
        fields,
      };
}

function contents({ buffer, byteOffset, byteLength }: ArrayBufferView): unknown[] {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return byteLength < 200 ? [bytes.toString('latin1')] : [byteLength, createHash('sha1').update(bytes).digest('hex')];
}

/** A short name for a call. */
export function nameOf(name: string, args: unknown[]): string {
  const list = inspect(args, { depth: 1, maxArrayLength: 3, maxStringLength: 40, breakLength: Infinity });
  return `${name} ${list.slice(1, -1).slice(0, 100)}`;
}
