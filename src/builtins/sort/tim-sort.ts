/**
 * TimSort: stable, fast on what is ordered in part. The same algorithm as V8 has for arrays, to the order of comparisons:
 * a comparison that parks, logs, or contradicts itself (`() => Math.random() - 0.5`, `(a, b) => a > b`) then behaves as
 * it does natively. Source: Tim Peters, listsort.txt in CPython (of before 3.11, which changed when runs are merged).
 *
 * The list is walked once from left to right for runs that ascend, or descend and are reversed. Short ones are made longer
 * by binary insertion. They wait on a stack, on which (see `mergeCollapse`) each is longer than the two above it together.
 */
import { addElement } from '../native/objects.js';
import type { Compare } from './gallop.js';
import { MIN_GALLOP, mergeAt, type Sort } from './merge.js';

/** Sorts a list that nobody else sees, in place; one that is shorter than that, by insertion. The comparison may park. */
export function timSort(items: unknown[], compare: Compare, insertionBelow: number): void {
  if (items.length < 2) return;
  if (items.length < 64) {
    const sorted = items.length < insertionBelow ? 1 : countRun(items, 0, compare);
    return insertionSort(items, 0, sorted, items.length, compare);
  }
  const sort: Sort = { compare, items, starts: [], lengths: [], minGallop: MIN_GALLOP };
  const minRun = minRunOf(items.length);
  for (let start = 0; start < items.length; ) {
    const left = items.length - start;
    let n = countRun(items, start, compare);
    if (n < minRun) {
      const forced = left < minRun ? left : minRun;
      insertionSort(items, start, start + n, start + forced, compare);
      n = forced;
    }
    addElement(sort.starts, sort.starts.length, start);
    addElement(sort.lengths, sort.lengths.length, n);
    mergeCollapse(sort);
    start += n;
  }
  mergeRest(sort);
}

/** Between 32 and 64, so that the list's length divided by it is a power of two or just below; short lists as they are. */
function minRunOf(length: number): number {
  let n = length;
  let odd = 0;
  while (n >= 64) {
    odd |= n & 1;
    n >>= 1;
  }
  return n + odd;
}

/** The length of the run that begins at `start`. One that strictly descends is reversed. */
function countRun(items: unknown[], start: number, compare: Compare): number {
  let end = start + 1;
  if (end === items.length) return 1;
  const descends = +(compare(items[end], items[start]) as number) < 0;
  end++;
  while (end < items.length) {
    if (+(compare(items[end], items[end - 1]) as number) < 0 !== descends) break;
    end++;
  }
  if (descends) reverse(items, start, end);
  return end - start;
}

function reverse(items: unknown[], start: number, end: number): void {
  for (let i = start, j = end - 1; i < j; i++, j--) {
    const item = items[i];
    items[i] = items[j];
    items[j] = item;
  }
}

/** Sorts start..end, of which start..sorted is sorted. */
function insertionSort(items: unknown[], start: number, sorted: number, end: number, compare: Compare): void {
  for (let i = sorted; i < end; i++) {
    const item = items[i];
    let low = start;
    let high = i;
    while (low < high) {
      const middle = low + ((high - low) >> 1);
      if (+(compare(item, items[middle]) as number) < 0) high = middle;
      else low = middle + 1;
    }
    for (let j = i; j > low; j--) items[j] = items[j - 1];
    items[low] = item;
  }
}

/** Merges until each run is longer than the next one, and than the next two together. */
function mergeCollapse(sort: Sort): void {
  const { lengths } = sort;
  while (lengths.length > 1) {
    let i = lengths.length - 2;
    const next = lengths[i + 1] as number;
    if (!isLongEnough(lengths, i + 1) || !isLongEnough(lengths, i)) {
      if ((lengths[i - 1] as number) < next) i--;
    } else if ((lengths[i] as number) > next) {
      return;
    }
    mergeAt(sort, i);
  }
}

/** Whether the run two before `i` is longer than the two from there together. */
function isLongEnough(lengths: number[], i: number): boolean {
  return i < 2 || (lengths[i - 2] as number) > (lengths[i - 1] as number) + (lengths[i] as number);
}

function mergeRest(sort: Sort): void {
  const { lengths } = sort;
  while (lengths.length > 1) {
    let i = lengths.length - 2;
    if (i > 0 && (lengths[i - 1] as number) < (lengths[i + 1] as number)) i--;
    mergeAt(sort, i);
  }
}
