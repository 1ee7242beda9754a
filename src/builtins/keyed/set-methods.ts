/**
 * Set.prototype: union, intersection and the others. The other operand is anything with size, has and keys, which may be
 * the user's and may park; with a Set or Map of the ordinary kind the native is called.
 */

import { closeIter, type IteratorRecord, recordOf, stepIter } from '../iteration.js';
import { addToSet, deleteFromSet, nextOfSet, setHasValue, sizeOfSet, valuesOfSet } from '../native/keyed.js';
import { apply, type Callable, type Indexed, isNotANumber } from '../native/natives.js';
import { describe, isCallable, isObject, toInteger } from '../native/objects.js';

interface SetRecord {
  set: Indexed;
  size: number;
  has: Callable;
  keys: Callable;
}

export function union(this: unknown, other: unknown): unknown {
  sizeOfSet(this);
  const keys = keysOf(recordOfSet(other));
  const result = copyOf(this);
  for (;;) {
    const value = stepIter(keys);
    if (keys.done) return result;
    addToSet(result, value);
  }
}

export function intersection(this: unknown, other: unknown): unknown {
  const size = sizeOfSet(this);
  const record = recordOfSet(other);
  const result = new Set<unknown>();
  if (size <= record.size) {
    const values = valuesOfSet(this);
    for (;;) {
      const { done, value } = nextOfSet(values);
      if (done) return result;
      if (apply(record.has, record.set, [value])) addToSet(result, value);
    }
  }
  const keys = keysOf(record);
  for (;;) {
    const value = stepIter(keys);
    if (keys.done) return result;
    if (setHasValue(this, value)) addToSet(result, value);
  }
}

export function difference(this: unknown, other: unknown): unknown {
  const size = sizeOfSet(this);
  const record = recordOfSet(other);
  const result = copyOf(this);
  if (size <= record.size) {
    const values = valuesOfSet(this);
    for (;;) {
      const { done, value } = nextOfSet(values);
      if (done) return result;
      if (apply(record.has, record.set, [value])) deleteFromSet(result, value);
    }
  }
  const keys = keysOf(record);
  for (;;) {
    const value = stepIter(keys);
    if (keys.done) return result;
    deleteFromSet(result, value);
  }
}

export function symmetricDifference(this: unknown, other: unknown): unknown {
  sizeOfSet(this);
  const keys = keysOf(recordOfSet(other));
  const result = copyOf(this);
  for (;;) {
    const value = stepIter(keys);
    if (keys.done) return result;
    if (setHasValue(this, value)) deleteFromSet(result, value);
    else addToSet(result, value);
  }
}

export function isSubsetOf(this: unknown, other: unknown): boolean {
  const size = sizeOfSet(this);
  const record = recordOfSet(other);
  if (size > record.size) return false;
  const values = valuesOfSet(this);
  for (;;) {
    const { done, value } = nextOfSet(values);
    if (done) return true;
    if (!apply(record.has, record.set, [value])) return false;
  }
}

export function isSupersetOf(this: unknown, other: unknown): boolean {
  const size = sizeOfSet(this);
  const record = recordOfSet(other);
  if (size < record.size) return false;
  const keys = keysOf(record);
  for (;;) {
    const value = stepIter(keys);
    if (keys.done) return true;
    if (setHasValue(this, value)) continue;
    closeIter(keys);
    return false;
  }
}

export function isDisjointFrom(this: unknown, other: unknown): boolean {
  const size = sizeOfSet(this);
  const record = recordOfSet(other);
  if (size <= record.size) {
    const values = valuesOfSet(this);
    for (;;) {
      const { done, value } = nextOfSet(values);
      if (done) return true;
      if (apply(record.has, record.set, [value])) return false;
    }
  }
  const keys = keysOf(record);
  for (;;) {
    const value = stepIter(keys);
    if (keys.done) return true;
    if (!setHasValue(this, value)) continue;
    closeIter(keys);
    return false;
  }
}

/** GetSetRecord. */
function recordOfSet(set: unknown): SetRecord {
  if (!isObject(set)) throw new TypeError(`${describe(set)} is not an object`);
  const number = +(set.size as number);
  if (isNotANumber(number)) throw new TypeError("The 'size' property must be a number");
  const size = toInteger(number);
  if (size < 0) throw new RangeError(`'${size}' is an invalid size`);
  const { has } = set;
  if (!isCallable(has)) throw new TypeError("The 'has' property must be a function");
  const { keys } = set;
  if (!isCallable(keys)) throw new TypeError("The 'keys' property must be a function");
  return { set, size, has, keys };
}

/** GetKeysIterator. */
function keysOf(record: SetRecord): IteratorRecord {
  const it = apply(record.keys, record.set, []);
  if (!isObject(it)) throw new TypeError(`${describe(it)} is not an object`);
  return recordOf(it);
}

function copyOf(set: unknown): Set<unknown> {
  const copy = new Set<unknown>();
  const values = valuesOfSet(set);
  for (;;) {
    const { done, value } = nextOfSet(values);
    if (done) return copy;
    addToSet(copy, value);
  }
}
