/** Callbacks that are told of every greenlet that is started, for tools: counters, tracers, test helpers. */
import { checkBody } from './body.js';
import { asCallback } from './callback.js';
import type { Greenlet } from './greenlet.js';
import { report } from './report.js';

export type SpawnCallback = (greenlet: Greenlet) => void;

/** Null while there is none, so that spawning does not pay. Never changed in place: one may remove itself when it is called. */
let callbacks: readonly SpawnCallback[] | null = null;

export function addSpawnCallback(callback: SpawnCallback): void {
  checkBody('addSpawnCallback', callback);
  removeSpawnCallback(callback);
  callbacks = [...(callbacks ?? []), callback];
}

export function removeSpawnCallback(callback: SpawnCallback): void {
  const left = (callbacks ?? []).filter((one) => one !== callback);
  callbacks = left.length === 0 ? null : left;
}

export function tellSpawned(greenlet: Greenlet): void {
  if (callbacks !== null) tell(callbacks, greenlet);
}

function tell(list: readonly SpawnCallback[], greenlet: Greenlet): void {
  for (const callback of list) {
    try {
      asCallback(() => callback(greenlet));
    } catch (error) {
      report(error, null);
    }
  }
}
