/** How the engine's own sort goes about short lists: it differs between versions of V8, and between sort and toSorted. */
import { ArrayPrototype, apply, nativeOf } from './natives.js';

/**
 * Lists shorter than this are sorted by insertion from the first element on; others are searched for runs. In a list that
 * ascends the run is found with one comparison for each pair of neighbours, insertion takes more.
 */
export function insertionBelow(name: 'sort' | 'toSorted'): number {
  const method = nativeOf(ArrayPrototype, name);
  if (method === undefined) return 0;
  const list = [0, 1, 2];
  for (let n = 4; n < 64; n++) {
    list[n - 1] = n;
    let nComparisons = 0;
    apply(method, list, [
      (a: number, b: number) => {
        nComparisons++;
        return a - b;
      },
    ]);
    if (nComparisons === n - 1) return n === 4 ? 0 : n;
  }
  return 0;
}
