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
