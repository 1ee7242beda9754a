/**
 * The names of methods that have a compiled equivalent. At a call of a method of that name, compiled code asks
 * `$gs.pick.<name>(method, text)` for the function to call. (The compiler reads this; the module imports nothing.)
 */
export const pickNames: readonly string[] = [
  'difference',
  'drop',
  'every',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flatMap',
  'forEach',
  'from',
  'getOrInsertComputed',
  'groupBy',
  'intersection',
  'isDisjointFrom',
  'isSubsetOf',
  'isSupersetOf',
  'map',
  'parse',
  'reduce',
  'reduceRight',
  'replace',
  'replaceAll',
  'some',
  'sort',
  'stringify',
  'symmetricDifference',
  'take',
  'toArray',
  'toSorted',
  'union',
];

/**
 * The same for functions that are picked only where they are written as calls of a property of that global, so that
 * `f.apply(...)` and `list.concat(...)` of all other code cost nothing. Reflect.apply may be given a native.
 */
export const staticPickNames: Readonly<Record<string, readonly string[]>> = {
  Iterator: ['concat'],
  Reflect: ['apply'],
};

/** Picks for callbacks that cannot park: `$gs.pick.<name>Quietly`. Other callback-takers then need none at all. */
export const quietPickNames: readonly string[] = [
  'every',
  'filter',
  'find',
  'flatMap',
  'forEach',
  'map',
  'reduce',
  'some',
];

/** Where the callback stands among the arguments, of functions that call nothing else. */
export const callbackPositions: Readonly<Record<string, number>> = {
  every: 0,
  filter: 0,
  find: 0,
  findIndex: 0,
  findLast: 0,
  findLastIndex: 0,
  flatMap: 0,
  forEach: 0,
  map: 0,
  reduce: 0,
  reduceRight: 0,
  some: 0,
  sort: 0,
  toSorted: 0,
  parse: 1,
  replace: 1,
  replaceAll: 1,
};
