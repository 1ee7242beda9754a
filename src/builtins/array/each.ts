/** Array.prototype: forEach, some, every. */
import { callbackOf, isPlainArray, lengthOf, SHORT, toObject } from '../native/objects.js';

export function forEach(this: unknown, callback: unknown, thisArg?: unknown): void {
  const list = toObject(this, 'Array.prototype.forEach');
  const length = lengthOf(list);
  const call = callbackOf(callback, thisArg);
  const plain = length > SHORT && isPlainArray(list);
  for (let k = 0; k < length; k++) {
    let value: unknown;
    if (plain) {
      value = list[k];
      if (value === undefined && !(k in list)) continue;
    } else {
      if (!(k in list)) continue;
      value = list[k];
    }
    call(value, k, list);
  }
}

export function some(this: unknown, callback: unknown, thisArg?: unknown): boolean {
  const list = toObject(this, 'Array.prototype.some');
  const length = lengthOf(list);
  const call = callbackOf(callback, thisArg);
  const plain = length > SHORT && isPlainArray(list);
  for (let k = 0; k < length; k++) {
    let value: unknown;
    if (plain) {
      value = list[k];
      if (value === undefined && !(k in list)) continue;
    } else {
      if (!(k in list)) continue;
      value = list[k];
    }
    if (call(value, k, list)) return true;
  }
  return false;
}

export function every(this: unknown, callback: unknown, thisArg?: unknown): boolean {
  const list = toObject(this, 'Array.prototype.every');
  const length = lengthOf(list);
  const call = callbackOf(callback, thisArg);
  const plain = length > SHORT && isPlainArray(list);
  for (let k = 0; k < length; k++) {
    let value: unknown;
    if (plain) {
      value = list[k];
      if (value === undefined && !(k in list)) continue;
    } else {
      if (!(k in list)) continue;
      value = list[k];
    }
    if (!call(value, k, list)) return false;
  }
  return true;
}
