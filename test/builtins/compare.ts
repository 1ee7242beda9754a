/** Runs the same thing with a native function and with its compiled equivalent, and says what could be seen of it. */
import '../../build/compiled/index.js';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { picks } from '../../build/builtins/index.js';

// biome-ignore lint/suspicious/noExplicitAny: the functions under test take everything
export type Fn = (...args: any[]) => any;
export type Log = unknown[];

/** Ours for a native function that is picked under this name. */
export function oursFor(name: string, native: unknown): Fn {
  const ours = picks[name]?.(native);
  if (ours === native) throw new Error(`${name} has no equivalent`);
  return ours as Fn;
}

export interface Seen {
  result?: unknown;
  error?: string;
  log: Log;
}

/** What a run returns or throws, with its log. */
export function see(run: (log: Log) => unknown): Seen {
  const log: Log = [];
  try {
    return { result: run(log), log };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}` : String(error), log };
  }
}

/** Expects the run to look the same with both. The message of an error is not compared: V8 changes those. */
export function same(name: string, native: unknown, run: (fn: Fn, log: Log) => unknown): Seen {
  const ours = oursFor(name, native);
  const expected = see((log) => run(native as Fn, log));
  const found = see((log) => run(ours, log));
  // A difference of thousands of entries is more than the runner can show.
  const short = (seen: Seen) => ({ ...seen, log: seen.log.slice(0, 200) });
  if (!isDeepStrictEqual(found, expected)) expect(short(found), name).toStrictEqual(short(expected));
  return expected;
}

/** Logs each trap of the proxy with its key, so that the order of all that is done to the object is compared. */
export function logged<T extends object>(target: T, log: Log, name = ''): T {
  const handler: Record<string, Fn> = {};
  for (const trap of Reflect.ownKeys(Reflect) as (keyof typeof Reflect)[]) {
    if (typeof Reflect[trap] !== 'function') continue;
    handler[trap as string] = (...args) => {
      log.push([
        name + (trap as string),
        ...args
          .slice(1)
          .filter((one) => typeof one !== 'object')
          .map(String),
      ]);
      return (Reflect[trap] as Fn)(...args);
    };
  }
  return new Proxy(target, handler);
}
