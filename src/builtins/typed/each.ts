/** %TypedArray%.prototype: forEach, some, every, find and its siblings, reduce, reduceRight. There are no holes. */
import { callableOf, callbackOf } from '../native/objects.js';
import { checkTypedArray, typedLength } from '../native/typed-arrays.js';

export function forEach(this: unknown, callback: unknown, thisArg: unknown = undefined): void {
  const list = checkTypedArray(this);
  const length = typedLength(list);
  const call = callbackOf(callback, thisArg);
  for (let k = 0; k < length; k++) call(list[k], k, list);
}

export function some(this: unknown, callback: unknown, thisArg: unknown = undefined): boolean {
  const list = checkTypedArray(this);
  const length = typedLength(list);
  const call = callbackOf(callback, thisArg);
  for (let k = 0; k < length; k++) {
    if (call(list[k], k, list)) return true;
  }
  return false;
}

export function every(this: unknown, callback: unknown, thisArg: unknown = undefined): boolean {
  const list = checkTypedArray(this);
  const length = typedLength(list);
  const call = callbackOf(callback, thisArg);
  for (let k = 0; k < length; k++) {
    if (!call(list[k], k, list)) return false;
  }
  return true;
}

export function find(this: unknown, callback: unknown, thisArg: unknown = undefined): unknown {
  const list = checkTypedArray(this);
  const length = typedLength(list);
  const call = callbackOf(callback, thisArg);
  for (let k = 0; k < length; k++) {
    const value = list[k];
    if (call(value, k, list)) return value;
  }
  return undefined;
}

export function findIndex(this: unknown, callback: unknown, thisArg: unknown = undefined): number {
  const list = checkTypedArray(this);
  const length = typedLength(list);
  const call = callbackOf(callback, thisArg);
  for (let k = 0; k < length; k++) {
    if (call(list[k], k, list)) return k;
  }
  return -1;
}

export function findLast(this: unknown, callback: unknown, thisArg: unknown = undefined): unknown {
  const list = checkTypedArray(this);
  const length = typedLength(list);
  const call = callbackOf(callback, thisArg);
  for (let k = length - 1; k >= 0; k--) {
    const value = list[k];
    if (call(value, k, list)) return value;
  }
  return undefined;
}

export function findLastIndex(this: unknown, callback: unknown, thisArg: unknown = undefined): number {
  const list = checkTypedArray(this);
  const length = typedLength(list);
  const call = callbackOf(callback, thisArg);
  for (let k = length - 1; k >= 0; k--) {
    if (call(list[k], k, list)) return k;
  }
  return -1;
}

export function reduce(this: unknown, callback: unknown, ...initial: unknown[]): unknown {
  const list = checkTypedArray(this);
  const length = typedLength(list);
  const call = callableOf(callback);
  let k = 0;
  let result = initial[0];
  if (initial.length === 0) {
    if (length === 0) throw new TypeError('Reduce of empty array with no initial value');
    result = list[k++];
  }
  for (; k < length; k++) result = call(result, list[k], k, list);
  return result;
}

export function reduceRight(this: unknown, callback: unknown, ...initial: unknown[]): unknown {
  const list = checkTypedArray(this);
  const length = typedLength(list);
  const call = callableOf(callback);
  let k = length - 1;
  let result = initial[0];
  if (initial.length === 0) {
    if (length === 0) throw new TypeError('Reduce of empty array with no initial value');
    result = list[k--];
  }
  for (; k >= 0; k--) result = call(result, list[k], k, list);
  return result;
}
