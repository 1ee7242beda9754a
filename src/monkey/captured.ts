/**
 * Who holds originals: CommonJS modules that export one, or copied it into an object that they export, as graceful-fs and
 * fs-extra do. Importers of ES modules are no matter, their bindings are live. What a module keeps in a variable of its own
 * (`const { readFileSync } = require('fs')`, before) nobody can see from outside.
 */
import { createRequire } from 'node:module';
import { type AnyPatch, originalOf } from './install.js';

export interface Captured {
  /** The module's file. */
  module: string;
  /** The property of its exports; '' where the module is the function itself. */
  property: string;
  /** What it holds: 'fs.readFileSync'. */
  label: string;
}

const loaded = createRequire(import.meta.url).cache;

export function capturedBefore(patches: readonly AnyPatch[]): Captured[] {
  const labels = new Map<unknown, string>();
  for (const patch of patches) {
    const original = originalOf(patch);
    if (original !== undefined && !labels.has(original)) labels.set(original, patch.label);
  }
  return Object.entries(loaded).flatMap(([module, one]) => inExports(module, one?.exports, labels));
}

function inExports(module: string, exports: unknown, labels: ReadonlyMap<unknown, string>): Captured[] {
  const own = labels.get(exports);
  const found: Captured[] = own === undefined ? [] : [{ module, property: '', label: own }];
  for (const [property, value] of valuesOf(exports)) {
    const label = labels.get(value);
    if (label !== undefined) found.push({ module, property, label });
  }
  return found;
}

/** Runs no getters. Of what cannot be looked into (a proxy that refuses) nothing is known. */
function valuesOf(exports: unknown): [string, unknown][] {
  if ((typeof exports !== 'object' && typeof exports !== 'function') || exports === null) return [];
  try {
    return Object.entries(Object.getOwnPropertyDescriptors(exports)).map(([name, { value }]) => [name, value]);
  } catch {
    return [];
  }
}
