/** Array.prototype: sort, toSorted. Without a comparison the native one is called: only toString could park there. */
import { ArrayPrototype, apply, type Callable, type Indexed, nativeOf } from '../native/natives.js';
import {
  addElement,
  isCallable,
  isPlainArray,
  lengthOf,
  newArray,
  removeProperty,
  toObject,
} from '../native/objects.js';
import { insertionBelow } from '../native/sort-probe.js';
import { timSort } from '../sort/tim-sort.js';

const nativeSort = nativeOf(ArrayPrototype, 'sort');
const nativeToSorted = nativeOf(ArrayPrototype, 'toSorted');
const sortInserts = insertionBelow('sort');
const toSortedInserts = insertionBelow('toSorted');

export function sort(this: unknown, compare: unknown): unknown {
  checkComparison(compare);
  if (compare === undefined) return apply(nativeSort, this, [undefined]);
  const list = toObject(this, 'Array.prototype.sort');
  const length = lengthOf(list);
  // As V8 does: one element is neither read nor written.
  if (length < 2) return list;
  const items: unknown[] = [];
  const nUndefined = gather(list, length, items, true);
  timSort(items, compare as Callable, sortInserts);
  let k = 0;
  for (; k < items.length; k++) list[k] = items[k];
  for (const end = k + nUndefined; k < end; k++) list[k] = undefined;
  for (; k < length; k++) removeProperty(list, k);
  return list;
}

export function toSorted(this: unknown, compare: unknown): unknown {
  checkComparison(compare);
  if (compare === undefined) return apply(nativeToSorted, this, [undefined]);
  const list = toObject(this, 'Array.prototype.toSorted');
  const length = lengthOf(list);
  const result = newArray(length);
  const items: unknown[] = [];
  gather(list, length, items, false);
  timSort(items, compare as Callable, toSortedInserts);
  for (let k = 0; k < length; k++) addElement(result, k, k < items.length ? items[k] : undefined);
  return result;
}

export function checkComparison(compare: unknown): void {
  if (compare === undefined || isCallable(compare)) return;
  throw new TypeError('The comparison function must be either a function or undefined');
}

/** Appends the elements that are compared, and returns how many undefined ones there are. Those go to the end. */
function gather(list: Indexed, length: number, items: unknown[], skipHoles: boolean): number {
  const plain = isPlainArray(list);
  let nUndefined = 0;
  for (let k = 0; k < length; k++) {
    if (!plain && skipHoles && !(k in list)) continue;
    const value = list[k];
    if (value !== undefined) addElement(items, items.length, value);
    else if (!plain || !skipHoles || k in list) nUndefined++;
  }
  return nUndefined;
}
