/**
 * What can be patched, by the names that users know it under. In this order: fs lies above stdin, as each layer that a call passes
 * is two more frames to look at, and few calls are about standard input.
 */
import { badArgument } from '../errors/misuse.js';
import { atomicsPatches } from './atomics.js';
import { childProcessPatches } from './child-process/index.js';
import { cryptoPatches } from './crypto.js';
import { fsPatches } from './fs/index.js';
import type { AnyPatch } from './install.js';
import { stdinPatches } from './stdin/index.js';
import { timerPatches } from './timers/index.js';
import { zlibPatches } from './zlib.js';

const registry = {
  stdin: stdinPatches,
  fs: fsPatches,
  child_process: childProcessPatches,
  zlib: zlibPatches,
  crypto: cryptoPatches,
  atomics: atomicsPatches,
  timers: timerPatches,
} satisfies Record<string, readonly AnyPatch[]>;

/** A module whose blocking calls can be patched, or a part of one. */
export type PatchName = keyof typeof registry;

export const patchNames = Object.keys(registry) as PatchName[];

/**
 * Not among what patchAll patches unless it is asked to: callbacks of timers are greenlets then, and so a program that has never
 * heard of greenlets can find its callbacks running into each other.
 */
export const isOptional = (name: PatchName): boolean => name === 'timers';

export function patchesOf(name: PatchName): readonly AnyPatch[] {
  return registry[name];
}

/** Throws GS_BAD_ARGUMENT. */
export function checkPatchName(api: string, name: unknown): PatchName {
  if (patchNames.includes(name as PatchName)) return name as PatchName;
  throw badArgument(api, `expected one of ${patchNames.map((one) => `'${one}'`).join(', ')}`, name);
}
