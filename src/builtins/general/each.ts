/** Array.prototype: forEach, some, every, of whatever there is. `self` is what they are called on. */
import { callbackOf, lengthOf, toObject } from '../native/objects.js';

export function forEach(self: unknown, callback: unknown, thisArg?: unknown): void {
  const list = toObject(self, 'Array.prototype.forEach');
  const length = lengthOf(list);
  const call = callbackOf(callback, thisArg);
  for (let k = 0; k < length; k++) {
    if (!(k in list)) continue;
    call(list[k], k, list);
  }
}

export function some(self: unknown, callback: unknown, thisArg?: unknown): boolean {
  const list = toObject(self, 'Array.prototype.some');
  const length = lengthOf(list);
  const call = callbackOf(callback, thisArg);
  for (let k = 0; k < length; k++) {
    if (!(k in list)) continue;
    if (call(list[k], k, list)) return true;
  }
  return false;
}

export function every(self: unknown, callback: unknown, thisArg?: unknown): boolean {
  const list = toObject(self, 'Array.prototype.every');
  const length = lengthOf(list);
  const call = callbackOf(callback, thisArg);
  for (let k = 0; k < length; k++) {
    if (!(k in list)) continue;
    if (!call(list[k], k, list)) return false;
  }
  return true;
}
