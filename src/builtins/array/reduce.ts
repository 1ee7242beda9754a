/** Array.prototype: reduce, reduceRight. The one from the right counts its index down; else they are the same. */
import type { Indexed } from '../native/natives.js';
import { callableOf, isPlainArray, lengthOf, SHORT, toObject } from '../native/objects.js';

export function reduce(this: unknown, callback: unknown, ...initial: unknown[]): unknown {
  const list = toObject(this, 'Array.prototype.reduce');
  const length = lengthOf(list);
  const call = callableOf(callback);
  const plain = length > SHORT && isPlainArray(list);
  let k = 0;
  let result = initial[0];
  if (initial.length === 0) {
    k = present(list, 0, length, 1);
    result = list[k++];
  }
  for (; k < length; k++) {
    let value: unknown;
    if (plain) {
      value = list[k];
      if (value === undefined && !(k in list)) continue;
    } else {
      if (!(k in list)) continue;
      value = list[k];
    }
    result = call(result, value, k, list);
  }
  return result;
}

export function reduceRight(this: unknown, callback: unknown, ...initial: unknown[]): unknown {
  const list = toObject(this, 'Array.prototype.reduceRight');
  const length = lengthOf(list);
  const call = callableOf(callback);
  const plain = length > SHORT && isPlainArray(list);
  let k = length - 1;
  let result = initial[0];
  if (initial.length === 0) {
    k = present(list, k, -1, -1);
    result = list[k--];
  }
  for (; k >= 0; k--) {
    let value: unknown;
    if (plain) {
      value = list[k];
      if (value === undefined && !(k in list)) continue;
    } else {
      if (!(k in list)) continue;
      value = list[k];
    }
    result = call(result, value, k, list);
  }
  return result;
}

/** The first index at or after `k` (in steps of `by`, up to `end`) that is no hole. */
function present(list: Indexed, k: number, end: number, by: number): number {
  for (let i = k; by > 0 ? i < end : i > end; i += by) {
    if (i in list) return i;
  }
  throw new TypeError('Reduce of empty array with no initial value');
}
