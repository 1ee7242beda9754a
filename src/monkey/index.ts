/**
 * Blocking calls of Node, made cooperative inside greenlets: the `Sync` functions park the greenlet that calls them, and
 * others run meanwhile. Outside greenlets they do as ever. docs/monkey.md has the table of all of them.
 */
import { badArgument } from '../errors/misuse.js';
import { originalOf } from './install.js';
import type { AnyFunction } from './patch.js';
import { checkPatchName, isOptional, type PatchName, patchesOf, patchNames } from './registry.js';
import { unwant, want } from './state.js';

export type { BlockedCalls } from './blocked.js';
export type { Captured } from './captured.js';
export type { PatchName } from './registry.js';
export { type Report, report } from './report.js';
export { withPatched } from './with-patched.js';

/** What to patch and what not; unnamed ones are patched, but for timers. */
export type PatchOptions = { readonly [Name in PatchName]?: boolean };

/**
 * Patches everything but timers, or what the options say. Again: nothing more happens. Does not switch. Throws GS_BAD_ARGUMENT
 * for a name that it does not know, GS_CANNOT_PATCH for a frozen module; nothing is changed then.
 *
 * @example
 * patchAll({ stdin: false });
 */
export function patchAll(options: PatchOptions = {}): void {
  if (typeof options !== 'object' || options === null) throw badArgument('patchAll', 'expected options', options);
  for (const name of Object.keys(options)) checkPatchName('patchAll', name);
  want(patchNames.filter((name) => options[name] ?? !isOptional(name)));
}

/** Patches these. Throws as patchAll does. */
export function patch(...names: PatchName[]): void {
  want(names.map((name) => checkPatchName('patch', name)));
}

/**
 * Undoes patch and patchAll. A call that waits goes on to its end. What somebody has put over a patched function since stays
 * there, and is told by `report().overlaid`.
 */
export function unpatchAll(): void {
  unwant(patchNames);
}

/** The same for these. Throws GS_BAD_ARGUMENT. */
export function unpatch(...names: PatchName[]): void {
  unwant(names.map((name) => checkPatchName('unpatch', name)));
}

/**
 * The function as it was before, patched or not: for code that must block the thread. Throws GS_BAD_ARGUMENT when there is none
 * of that name.
 *
 * @example
 * const text = original('fs', 'readFileSync')('config.json', 'utf8');
 */
export function original(module: PatchName, name: string): AnyFunction {
  const label = `${checkPatchName('original', module)}.${name}`;
  const found = patchesOf(module).find((one) => one.label === label || one.name === name);
  const fn = found && originalOf(found);
  if (fn === undefined) throw badArgument('original', `'${module}' has no patched function of this name`, name);
  return fn;
}
