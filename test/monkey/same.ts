/**
 * A call of an original and of the patched function in its place, by the same table of cases: results and errors are compared field
 * by field. The patched one is called in a greenlet by compiled code, and has to let others run meanwhile.
 */
import { createRequire } from 'node:module';
import { spawn } from 'greenspool';
import { compile } from 'greenspool/compiler';
import { original, type PatchName } from 'greenspool/monkey';
import { expect } from 'vitest';

// biome-ignore lint/suspicious/noExplicitAny: functions of every signature are called
export type Call = (...args: any[]) => any;

export interface Circumstances {
  /** Makes the world the same again, before each of the two runs. */
  setUp?(): void;
  /** What of the result is compared, if not all of it. */
  view?(value: never): unknown;
  /** The call is so short that the patched function does it without waiting. */
  isImmediate?: boolean;
}

const require = createRequire(import.meta.url);
const runtime = new URL('../../build/compiled/index.js', import.meta.url).href;
const source =
  'export function apply(fn, self, args, done) { try { return fn.apply(self, args); } finally { done(); } }';

/** Compiled, so that it can be left. */
const applied = (async () => {
  const { code } = compile(source, { filename: 'apply.mjs', runtime });
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)).apply as Call;
})();

/** The function that is there now: 'fs.readFileSync', 'fs.Dir.prototype.readSync'. */
function present(label: string): Call {
  const [module, ...path] = label.split('.') as [string, ...string[]];
  let found: unknown = module === 'Atomics' ? Atomics : require(`node:${module}`);
  for (const name of path) found = (found as Record<string, unknown>)[name];
  return found as Call;
}

/** In a greenlet; whether others ran meanwhile is for `wasLeft`. */
export async function inGreenlet(fn: Call, self: unknown, args: unknown[], wasLeft?: (it: boolean) => void) {
  let others = false;
  const g = spawn(await applied, fn, self, args, () => wasLeft?.(others));
  spawn(async () => {
    others = true;
  });
  return await g;
}

/**
 * `run` makes the call, or several. It must wait for each: `call` is the original, and then one that returns promises. The label is
 * that of the report; whoever calls a method uses `call.call(self, ...)`.
 */
export async function same(
  label: string,
  run: (call: Call) => unknown,
  circumstances: Circumstances = {},
): Promise<void> {
  const { setUp, view = (value: unknown) => value, isImmediate = false } = circumstances;
  const [module, ...names] = label.split('.') as [PatchName, ...string[]];
  setUp?.();
  const expected = await outcome(() => run(original(module, names.join('.'))), view as Call);
  setUp?.();
  const left: boolean[] = [];
  const patched = present(label);
  const got = await outcome(
    () =>
      run(function (this: unknown, ...args: unknown[]) {
        return inGreenlet(patched, this, args, (it) => left.push(it));
      }),
    view as Call,
  );
  expect(got, label).toEqual(expected);
  expect(new Set(left), `${label}: whether others ran`).toEqual(new Set([!isImmediate]));
}

/** What it comes to: its class matters as well. */
async function outcome(run: () => unknown, view: Call): Promise<unknown> {
  try {
    const value = await run();
    return { value: view(value), kind: kindOf(value) };
  } catch (error) {
    if (error instanceof Error && error.name === 'AssertionError') throw error; // of the case itself
    return { error: errorFields(error), kind: kindOf(error) };
  }
}

function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message } = error;
  return { name, message, own: { ...error }, text: String(error), title: error.stack?.split('\n')[0] };
}

/** Each class has a number, as toEqual would look into prototypes. (Node's UVException says that its constructor is Error.) */
const classes: unknown[] = [];

function kindOf(value: unknown): unknown {
  if (Object(value) !== value) return typeof value;
  const made = (value as object).constructor;
  if (!classes.includes(made)) classes.push(made);
  return classes.indexOf(made);
}
