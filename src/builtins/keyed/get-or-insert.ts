/** Map.prototype.getOrInsertComputed and its sibling of WeakMap. The function may park, or put the key in itself. */
import { getOfMap, getOfWeakMap, mapHasKey, setOfMap, setOfWeakMap, weakMapHasKey } from '../native/keyed.js';
import { callableOf } from '../native/objects.js';

export function mapGetOrInsertComputed(this: unknown, key: unknown, callback: unknown): unknown {
  mapHasKey(this, undefined);
  const call = callableOf(callback);
  const known = key === 0 ? 0 : key;
  if (mapHasKey(this, known)) return getOfMap(this, known);
  const value = call(known);
  setOfMap(this, known, value);
  return value;
}

export function weakMapGetOrInsertComputed(this: unknown, key: unknown, callback: unknown): unknown {
  weakMapHasKey(this, undefined);
  checkWeakKey(key);
  const call = callableOf(callback);
  if (weakMapHasKey(this, key)) return getOfWeakMap(this, key);
  const value = call(key);
  setOfWeakMap(this, key, value);
  return value;
}

/** Throws what WeakMap.prototype.set throws. */
function checkWeakKey(key: unknown): void {
  setOfWeakMap(new WeakMap(), key, undefined);
}
