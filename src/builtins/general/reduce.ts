/** Array.prototype: reduce, reduceRight, of whatever there is. `initial` is empty if none was given. The one from the right counts its index down; else they are the same. */
import type { Indexed } from '../native/natives.js';
import { callableOf, lengthOf, noInitial, toObject } from '../native/objects.js';

export function reduce(self: unknown, callback: unknown, initial: readonly unknown[]): unknown {
  const list = toObject(self, 'Array.prototype.reduce');
  const length = lengthOf(list);
  const call = callableOf(callback);
  let k = 0;
  let result = initial[0];
  if (initial.length === 0) {
    k = present(list, 0, length, 1);
    result = list[k++];
  }
  for (; k < length; k++) {
    if (!(k in list)) continue;
    result = call(result, list[k], k, list);
  }
  return result;
}

export function reduceRight(self: unknown, callback: unknown, initial: readonly unknown[]): unknown {
  const list = toObject(self, 'Array.prototype.reduceRight');
  const length = lengthOf(list);
  const call = callableOf(callback);
  let k = length - 1;
  let result = initial[0];
  if (initial.length === 0) {
    k = present(list, k, -1, -1);
    result = list[k--];
  }
  for (; k >= 0; k--) {
    if (!(k in list)) continue;
    result = call(result, list[k], k, list);
  }
  return result;
}

/** The first index at or after `k` (in steps of `by`, up to `end`) that is no hole. */
function present(list: Indexed, k: number, end: number, by: number): number {
  for (let i = k; by > 0 ? i < end : i > end; i += by) {
    if (i in list) return i;
  }
  return noInitial();
}
