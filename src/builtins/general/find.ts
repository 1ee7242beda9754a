/** Array.prototype: find, findIndex, findLast, findLastIndex, of whatever there is. Holes count as undefined. */
import { callbackOf, lengthOf, toObject } from '../native/objects.js';

export function find(self: unknown, callback: unknown, thisArg?: unknown): unknown {
  const list = toObject(self, 'Array.prototype.find');
  const length = lengthOf(list);
  const call = callbackOf(callback, thisArg);
  for (let k = 0; k < length; k++) {
    const value = list[k];
    if (call(value, k, list)) return value;
  }
  return undefined;
}

export function findIndex(self: unknown, callback: unknown, thisArg?: unknown): number {
  const list = toObject(self, 'Array.prototype.findIndex');
  const length = lengthOf(list);
  const call = callbackOf(callback, thisArg);
  for (let k = 0; k < length; k++) {
    if (call(list[k], k, list)) return k;
  }
  return -1;
}

export function findLast(self: unknown, callback: unknown, thisArg?: unknown): unknown {
  const list = toObject(self, 'Array.prototype.findLast');
  const length = lengthOf(list);
  const call = callbackOf(callback, thisArg);
  for (let k = length - 1; k >= 0; k--) {
    const value = list[k];
    if (call(value, k, list)) return value;
  }
  return undefined;
}

export function findLastIndex(self: unknown, callback: unknown, thisArg?: unknown): number {
  const list = toObject(self, 'Array.prototype.findLastIndex');
  const length = lengthOf(list);
  const call = callbackOf(callback, thisArg);
  for (let k = length - 1; k >= 0; k--) {
    if (call(list[k], k, list)) return k;
  }
  return -1;
}
