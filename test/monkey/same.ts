/**
 * A call of an original and of the patched function in its place, by the same table of cases: results and errors are compared field
 * by field. The patched one is called in a greenlet by compiled code, and has to let others run meanwhile.
 */
import { createRequire } from 'node:module';
import { original, type PatchName } from 'greenspool/monkey';
import { expect } from 'vitest';
import { type Call, leaving, outcome } from './outcomes.ts';

export interface Circumstances {
  /** Makes the world the same again, before each of the two runs. */
  setUp?(): void;
  /** What of the result is compared, if not all of it. */
  view?(value: never): unknown;
  /** The call is so short that the patched function does it without waiting. */
  isImmediate?: boolean;
}

const require = createRequire(import.meta.url);

/** The function that is there now: 'fs.readFileSync', 'fs.Dir.prototype.readSync'. */
function present(label: string): Call {
  const [module, ...path] = label.split('.') as [string, ...string[]];
  let found: unknown = module === 'Atomics' ? Atomics : require(`node:${module}`);
  for (const name of path) found = (found as Record<string, unknown>)[name];
  return found as Call;
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
  const { setUp, view, isImmediate = false } = circumstances;
  const [module, ...names] = label.split('.') as [PatchName, ...string[]];
  setUp?.();
  const expected = await outcome(() => run(original(module, names.join('.'))), view as Call | undefined);
  setUp?.();
  const left: boolean[] = [];
  const patched = present(label);
  const got = await outcome(
    () =>
      run(function (this: unknown, ...args: unknown[]) {
        return leaving(patched, this, args, (it) => left.push(it));
      }),
    view as Call | undefined,
  );
  expect(inAnyOrder(got), label).toStrictEqual(inAnyOrder(expected));
  expect(new Set(left), `${label}: whether others ran`).toEqual(new Set([!isImmediate]));
}

/** In which order the fields of an error of the system stand depends on the way in which Node has made it. */
function inAnyOrder(it: { thrown?: unknown }): unknown {
  const { fields } = (it.thrown ?? {}) as { fields?: unknown[] };
  return fields === undefined ? it : { thrown: { ...(it.thrown as object), fields: fields.toSorted() } };
}
