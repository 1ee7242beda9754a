/**
 * %TypedArray%.prototype: sort, toSorted. A merge sort from the top down that compares in V8's order (see sort/tim-sort.ts
 * for why that matters).
 */
import { checkComparison } from '../array/sort.js';
import { apply, type Callable, type Indexed } from '../native/natives.js';
import { checkTypedArray, defaultConstructor, typedLength, typedMethod } from '../native/typed-arrays.js';
import type { Compare } from '../sort/gallop.js';
import { createTyped } from './create.js';

const nativeSort = typedMethod('sort');
const nativeToSorted = typedMethod('toSorted');

export function sort(this: unknown, compare: unknown): unknown {
  checkComparison(compare);
  if (compare === undefined) return apply(nativeSort, this, [undefined]);
  const list = checkTypedArray(this);
  const sorted = sortedElements(list, compare as Callable);
  // The comparison may have made it shorter.
  for (let k = 0, end = typedLength(list); k < sorted.length && k < end; k++) list[k] = sorted[k];
  return list;
}

export function toSorted(this: unknown, compare: unknown): unknown {
  checkComparison(compare);
  if (compare === undefined) return apply(nativeToSorted, this, [undefined]);
  const list = checkTypedArray(this);
  const result = createTyped(defaultConstructor(list), typedLength(list));
  const sorted = sortedElements(list, compare as Callable);
  for (let k = 0; k < sorted.length; k++) result[k] = sorted[k];
  return result;
}

function sortedElements(list: Indexed, compare: Compare): unknown[] {
  const length = typedLength(list);
  const target = new Array<unknown>(length).fill(0);
  const source = new Array<unknown>(length).fill(0);
  for (let k = 0; k < length; k++) {
    target[k] = list[k];
    source[k] = list[k];
  }
  if (length > 1) mergeSort(source, 0, length, target, compare);
  return target;
}

/** Sorts from..to into `target`. Both lists hold the same elements there, and take turns so that nothing is copied. */
function mergeSort(source: unknown[], from: number, to: number, target: unknown[], compare: Compare): void {
  const middle = from + ((to - from) >>> 1);
  if (middle - from > 1) mergeSort(target, from, middle, source, compare);
  if (to - middle > 1) mergeSort(target, middle, to, source, compare);
  let left = from;
  let right = middle;
  for (let k = from; k < to; k++) {
    let takeLeft = right >= to;
    if (!takeLeft && left < middle) takeLeft = !(+(compare(source[left], source[right]) as number) > 0);
    target[k] = source[takeLeft ? left++ : right++];
  }
}
