/**
 * Which patches are on: a name is on while it was asked for (patch, patchAll) or somebody needs it for a while (withPatched),
 * and a name is patched as a whole or not at all.
 */
import { syncBuiltinESMExports } from 'node:module';
import { turnOff, turnOn } from './install.js';
import { type PatchName, patchesOf, patchNames } from './registry.js';

const wanted = new Set<PatchName>();
const nHolds = new Map<PatchName, number>();

export function isOn(name: PatchName): boolean {
  return wanted.has(name) || (nHolds.get(name) ?? 0) > 0;
}

/** Throws GS_CANNOT_PATCH; none of them is changed then. */
export function want(names: readonly PatchName[]): void {
  change(names, (name) => wanted.add(name));
}

export function unwant(names: readonly PatchName[]): void {
  for (const name of names) wanted.delete(name);
  settle(names);
}

/** As `want`, until the function that is returned is called. */
export function hold(names: readonly PatchName[]): () => void {
  change(names, (name) => nHolds.set(name, (nHolds.get(name) ?? 0) + 1));
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    for (const name of names) nHolds.set(name, (nHolds.get(name) ?? 1) - 1);
    settle(names);
  };
}

function change(names: readonly PatchName[], note: (name: PatchName) => void): void {
  const before = names.filter((name) => !isOn(name));
  try {
    for (const name of before) for (const patch of patchesOf(name)) turnOn(patch);
  } catch (error) {
    settle(names);
    throw error;
  }
  for (const name of names) note(name);
  syncBuiltinESMExports();
}

/** The last name first, and of a name the last patch first: what was put on top is taken off before what lies below. */
function settle(names: readonly PatchName[]): void {
  for (const name of patchNames.toReversed()) {
    if (names.includes(name) && !isOn(name)) for (const patch of patchesOf(name).toReversed()) turnOff(patch);
  }
  syncBuiltinESMExports();
}
