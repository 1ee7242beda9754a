/**
 * What the functions of array/ call in the rare cases, as properties of one object. V8 takes the load of a property that
 * never ran for "never runs", and leaves it out together with all that follows; a call of an imported function it
 * compiles, and then the list, the result and the callback are known to somebody else, and the count is any value (measured:
 * a filter or reduce with an inlined callback takes twice the time).
 */
import { appendAll, checkResult, createProperty, noInitial, toLength } from '../native/objects.js';
import { every, forEach, some } from './each.js';
import { find, findIndex, findLast, findLastIndex } from './find.js';
import { filter, filterInto, flatMap, flatMapInto, map, mapInto } from './map.js';
import { reduce, reduceRight } from './reduce.js';

export const rare = {
  appendAll,
  checkResult,
  createProperty,
  every,
  filter,
  filterInto,
  find,
  findIndex,
  findLast,
  findLastIndex,
  flatMap,
  flatMapInto,
  forEach,
  map,
  mapInto,
  noInitial,
  reduce,
  reduceRight,
  some,
  toLength,
};
