/**
 * TimSort, the merge of two neighbouring runs A and B, stable, with room for the shorter one only. While one of them wins
 * again and again, whole stretches are found by galloping.
 */
import { addElement } from '../native/objects.js';
import { type Compare, gallop } from './gallop.js';

/** What a sort keeps. Runs are pairs of where they begin and how long they are, as they follow each other in `items`. */
export interface Sort {
  compare: Compare;
  items: unknown[];
  starts: number[];
  lengths: number[];
  /** How often in a row one side must win for galloping to begin: lower in ordered data, higher in random data. */
  minGallop: number;
}

/** From so many wins in a row on, galloping goes on. */
export const MIN_GALLOP = 7;

/** Merges run `i` with the one after it. */
export function mergeAt(sort: Sort, i: number): void {
  const { compare, items, starts, lengths } = sort;
  let startA = starts[i] as number;
  let nA = lengths[i] as number;
  const startB = starts[i + 1] as number;
  let nB = lengths[i + 1] as number;
  lengths[i] = nA + nB;
  // Only the last run can be above these two.
  starts[i + 1] = starts[starts.length - 1] as number;
  lengths[i + 1] = lengths[lengths.length - 1] as number;
  starts.length--;
  lengths.length--;
  // What of A is before all of B, and what of B is after all of A, is in place already.
  const inPlace = gallop(compare, items, items[startB], startA, nA, 0, true);
  startA += inPlace;
  nA -= inPlace;
  if (nA === 0) return;
  nB = gallop(compare, items, items[startA + nA - 1], startB, nB, nB - 1, false);
  if (nB === 0) return;
  if (nA <= nB) mergeLow(sort, startA, nA, startB, nB);
  else mergeHigh(sort, startA, nA, startB, nB);
}

/** From left to right, with A moved out of the way. The first of B comes first, and the last of A comes last. */
function mergeLow(sort: Sort, startA: number, nA: number, startB: number, nB: number): void {
  const { compare, items } = sort;
  const aside = cut(items, startA, nA);
  let a = 0;
  let b = startB;
  let to = startA;
  const endA = nA;
  const endB = startB + nB;
  items[to++] = items[b++];
  merging: while (b < endB && endA - a > 1) {
    let winsA = 0;
    let winsB = 0;
    while (winsA < sort.minGallop && winsB < sort.minGallop) {
      if (+(compare(items[b], aside[a]) as number) < 0) {
        items[to++] = items[b++];
        winsB++;
        winsA = 0;
        if (b === endB) break merging;
      } else {
        items[to++] = aside[a++];
        winsA++;
        winsB = 0;
        if (endA - a === 1) break merging;
      }
    }
    sort.minGallop++;
    do {
      sort.minGallop = sort.minGallop > 2 ? sort.minGallop - 1 : 1;
      winsA = gallop(compare, aside, items[b], a, endA - a, 0, true);
      copy(aside, a, items, to, winsA);
      a += winsA;
      to += winsA;
      // None left is possible with a comparison that contradicts itself.
      if (endA - a <= 1) break merging;
      items[to++] = items[b++];
      if (b === endB) break merging;
      winsB = gallop(compare, items, aside[a], b, endB - b, 0, false);
      copy(items, b, items, to, winsB);
      b += winsB;
      to += winsB;
      if (b === endB) break merging;
      items[to++] = aside[a++];
      if (endA - a === 1) break merging;
    } while (winsA >= MIN_GALLOP || winsB >= MIN_GALLOP);
    // A penalty for leaving this mode.
    sort.minGallop++;
  }
  if (endA - a === 1 && b < endB) {
    copy(items, b, items, to, endB - b);
    to += endB - b;
  }
  copy(aside, a, items, to, endA - a);
}

/** From right to left, with B moved out of the way. The last of A comes last, and the first of B comes first. */
function mergeHigh(sort: Sort, startA: number, nA: number, startB: number, nB: number): void {
  const { compare, items } = sort;
  const aside = cut(items, startB, nB);
  // How many of each are left; the next ones are at their ends.
  let a = nA;
  let b = nB;
  let to = startB + nB - 1;
  items[to--] = items[startA + --a];
  merging: while (a > 0 && b > 1) {
    let winsA = 0;
    let winsB = 0;
    while (winsA < sort.minGallop && winsB < sort.minGallop) {
      if (+(compare(aside[b - 1], items[startA + a - 1]) as number) < 0) {
        items[to--] = items[startA + --a];
        winsA++;
        winsB = 0;
        if (a === 0) break merging;
      } else {
        items[to--] = aside[--b];
        winsB++;
        winsA = 0;
        if (b === 1) break merging;
      }
    }
    sort.minGallop++;
    do {
      sort.minGallop = sort.minGallop > 2 ? sort.minGallop - 1 : 1;
      winsA = a - gallop(compare, items, aside[b - 1], startA, a, a - 1, true);
      a -= winsA;
      to -= winsA;
      copy(items, startA + a, items, to + 1, winsA);
      if (a === 0) break merging;
      items[to--] = aside[--b];
      if (b === 1) break merging;
      winsB = b - gallop(compare, aside, items[startA + a - 1], 0, b, b - 1, false);
      b -= winsB;
      to -= winsB;
      copy(aside, b, items, to + 1, winsB);
      if (b <= 1) break merging;
      items[to--] = items[startA + --a];
      if (a === 0) break merging;
    } while (winsA >= MIN_GALLOP || winsB >= MIN_GALLOP);
    sort.minGallop++;
  }
  if (b === 1 && a > 0) {
    to -= a;
    copy(items, startA, items, to + 1, a);
  }
  copy(aside, 0, items, to - b + 1, b);
}

function cut(items: unknown[], start: number, n: number): unknown[] {
  const part: unknown[] = [];
  for (let i = 0; i < n; i++) addElement(part, i, items[start + i]);
  return part;
}

/** Copies n elements; the two stretches may overlap. */
function copy(from: unknown[], start: number, into: unknown[], to: number, n: number): void {
  if (start < to) {
    for (let i = n - 1; i >= 0; i--) into[to + i] = from[start + i];
  } else {
    for (let i = 0; i < n; i++) into[to + i] = from[start + i];
  }
}
