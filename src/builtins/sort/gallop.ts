/**
 * TimSort, the searches: where a key belongs in a sorted stretch, looked for from a hint on in steps that double, then
 * by halving. (Tim Peters, listsort.txt in CPython: "galloping".) `compare` is the user's and may park.
 */
export type Compare = (a: unknown, b: unknown) => unknown;

/** How many of the `length` elements from `base` on are smaller than the key, or not greater if `after` is true. */
export function gallop(
  compare: Compare,
  list: unknown[],
  key: unknown,
  base: number,
  length: number,
  hint: number,
  after: boolean,
): number {
  let low = 0;
  let high = length;
  let near = hint;
  let step = 1;
  if (precedes(compare, list[base + hint], key, after)) {
    // The key is to the right of the hint: all up to `near` precede it.
    while (near < length) {
      low = near + 1;
      near = hint + step;
      if (near >= length) break;
      if (!precedes(compare, list[base + near], key, after)) {
        high = near;
        break;
      }
      step = step * 2 + 1;
    }
  } else {
    // To the left: none from `near` on precedes it.
    while (near >= 0) {
      high = near;
      near = hint - step;
      if (near < 0) break;
      if (precedes(compare, list[base + near], key, after)) {
        low = near + 1;
        break;
      }
      step = step * 2 + 1;
    }
  }
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    if (precedes(compare, list[base + middle], key, after)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether the element stays to the left of the key. Equal ones do, if the key is to go after them. */
function precedes(compare: Compare, element: unknown, key: unknown, after: boolean): boolean {
  if (after) return !(+(compare(key, element) as number) < 0);
  return +(compare(element, key) as number) < 0;
}
