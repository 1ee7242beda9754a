/**
 * The picks: for the name of a method, from the native one to ours. Each is a function of its own with constants in it, so that
 * the optimiser sees through it at every call site (closures of one literal would share what it learns about them: 2 to 3x).
 */
import * as each from './array/each.js';
import * as finds from './array/find.js';
import * as arrayFrom from './array/from.js';
import * as maps from './array/map.js';
import * as reduces from './array/reduce.js';
import * as sorts from './array/sort.js';
import * as eager from './iterator/eager.js';
import * as iteratorFrom from './iterator/from.js';
import * as lazy from './iterator/lazy.js';
import * as json from './json/parse.js';
import * as jsonText from './json/stringify.js';
import * as forEachOf from './keyed/for-each.js';
import * as getOrInsert from './keyed/get-or-insert.js';
import * as groups from './keyed/group-by.js';
import * as sets from './keyed/set-methods.js';
import {
  ArrayCtor,
  ArrayPrototype,
  IteratorCtor,
  IteratorPrototype,
  TypedArrayCtor,
  TypedArrayPrototype,
} from './native/natives.js';
import { known, reflectApply } from './native/pick.js';
import * as strings from './string/replace.js';
import * as typedEach from './typed/each.js';
import * as typedMaps from './typed/map.js';
import * as typedSorts from './typed/sort.js';

const nativeApply = known(Reflect, 'apply', reflectApply);
const iteratorClassConcat = known(IteratorCtor, 'concat', lazy.concat);
const setDifference = known(Set.prototype, 'difference', sets.difference);
const iteratorDrop = known(IteratorPrototype, 'drop', lazy.drop);
const arrayEvery = known(ArrayPrototype, 'every', each.every);
const typedEvery = known(TypedArrayPrototype, 'every', typedEach.every);
const iteratorEvery = known(IteratorPrototype, 'every', eager.every);
const arrayFilter = known(ArrayPrototype, 'filter', maps.filter);
const typedFilter = known(TypedArrayPrototype, 'filter', typedMaps.filter);
const iteratorFilter = known(IteratorPrototype, 'filter', lazy.filter);
const arrayFind = known(ArrayPrototype, 'find', finds.find);
const typedFind = known(TypedArrayPrototype, 'find', typedEach.find);
const iteratorFind = known(IteratorPrototype, 'find', eager.find);
const arrayFindIndex = known(ArrayPrototype, 'findIndex', finds.findIndex);
const typedFindIndex = known(TypedArrayPrototype, 'findIndex', typedEach.findIndex);
const arrayFindLast = known(ArrayPrototype, 'findLast', finds.findLast);
const typedFindLast = known(TypedArrayPrototype, 'findLast', typedEach.findLast);
const arrayFindLastIndex = known(ArrayPrototype, 'findLastIndex', finds.findLastIndex);
const typedFindLastIndex = known(TypedArrayPrototype, 'findLastIndex', typedEach.findLastIndex);
const arrayFlatMap = known(ArrayPrototype, 'flatMap', maps.flatMap);
const iteratorFlatMap = known(IteratorPrototype, 'flatMap', lazy.flatMap);
const arrayForEach = known(ArrayPrototype, 'forEach', each.forEach);
const mapForEach = known(Map.prototype, 'forEach', forEachOf.mapForEach);
const setForEach = known(Set.prototype, 'forEach', forEachOf.setForEach);
const iteratorForEach = known(IteratorPrototype, 'forEach', eager.forEach);
const typedForEach = known(TypedArrayPrototype, 'forEach', typedEach.forEach);
const arrayClassFrom = known(ArrayCtor, 'from', arrayFrom.from);
const typedClassFrom = known(TypedArrayCtor, 'from', typedMaps.from);
const iteratorClassFrom = known(IteratorCtor, 'from', iteratorFrom.from);
const mapGetOrInsertComputed = known(Map.prototype, 'getOrInsertComputed', getOrInsert.mapGetOrInsertComputed);
const weakMapGetOrInsertComputed = known(
  WeakMap.prototype,
  'getOrInsertComputed',
  getOrInsert.weakMapGetOrInsertComputed,
);
const objectGroupBy = known(Object, 'groupBy', groups.objectGroupBy);
const mapClassGroupBy = known(Map, 'groupBy', groups.mapGroupBy);
const setIntersection = known(Set.prototype, 'intersection', sets.intersection);
const setIsDisjointFrom = known(Set.prototype, 'isDisjointFrom', sets.isDisjointFrom);
const setIsSubsetOf = known(Set.prototype, 'isSubsetOf', sets.isSubsetOf);
const setIsSupersetOf = known(Set.prototype, 'isSupersetOf', sets.isSupersetOf);
const arrayMap = known(ArrayPrototype, 'map', maps.map);
const typedMap = known(TypedArrayPrototype, 'map', typedMaps.map);
const iteratorMap = known(IteratorPrototype, 'map', lazy.map);
const jsonParse = known(JSON, 'parse', json.parse);
const arrayReduce = known(ArrayPrototype, 'reduce', reduces.reduce);
const typedReduce = known(TypedArrayPrototype, 'reduce', typedEach.reduce);
const iteratorReduce = known(IteratorPrototype, 'reduce', eager.reduce);
const arrayReduceRight = known(ArrayPrototype, 'reduceRight', reduces.reduceRight);
const typedReduceRight = known(TypedArrayPrototype, 'reduceRight', typedEach.reduceRight);
const stringReplace = known(String.prototype, 'replace', strings.replace);
const stringReplaceAll = known(String.prototype, 'replaceAll', strings.replaceAll);
const arraySome = known(ArrayPrototype, 'some', each.some);
const typedSome = known(TypedArrayPrototype, 'some', typedEach.some);
const iteratorSome = known(IteratorPrototype, 'some', eager.some);
const arraySort = known(ArrayPrototype, 'sort', sorts.sort);
const typedSort = known(TypedArrayPrototype, 'sort', typedSorts.sort);
const jsonStringify = known(JSON, 'stringify', jsonText.stringify);
const setSymmetricDifference = known(Set.prototype, 'symmetricDifference', sets.symmetricDifference);
const iteratorTake = known(IteratorPrototype, 'take', lazy.take);
const iteratorToArray = known(IteratorPrototype, 'toArray', eager.toArray);
const arrayToSorted = known(ArrayPrototype, 'toSorted', sorts.toSorted);
const typedToSorted = known(TypedArrayPrototype, 'toSorted', typedSorts.toSorted);
const setUnion = known(Set.prototype, 'union', sets.union);

export function apply(method: unknown): unknown {
  if (method === nativeApply) return reflectApply;
  return method;
}

export function concat(method: unknown): unknown {
  if (method === iteratorClassConcat) return lazy.concat;
  return method;
}

export function difference(method: unknown): unknown {
  if (method === setDifference) return sets.difference;
  return method;
}

export function drop(method: unknown): unknown {
  if (method === iteratorDrop) return lazy.drop;
  return method;
}

export function every(method: unknown): unknown {
  if (method === arrayEvery) return each.every;
  if (method === typedEvery) return typedEach.every;
  if (method === iteratorEvery) return eager.every;
  return method;
}

export function filter(method: unknown): unknown {
  if (method === arrayFilter) return maps.filter;
  if (method === typedFilter) return typedMaps.filter;
  if (method === iteratorFilter) return lazy.filter;
  return method;
}

export function find(method: unknown): unknown {
  if (method === arrayFind) return finds.find;
  if (method === typedFind) return typedEach.find;
  if (method === iteratorFind) return eager.find;
  return method;
}

export function findIndex(method: unknown): unknown {
  if (method === arrayFindIndex) return finds.findIndex;
  if (method === typedFindIndex) return typedEach.findIndex;
  return method;
}

export function findLast(method: unknown): unknown {
  if (method === arrayFindLast) return finds.findLast;
  if (method === typedFindLast) return typedEach.findLast;
  return method;
}

export function findLastIndex(method: unknown): unknown {
  if (method === arrayFindLastIndex) return finds.findLastIndex;
  if (method === typedFindLastIndex) return typedEach.findLastIndex;
  return method;
}

export function flatMap(method: unknown): unknown {
  if (method === arrayFlatMap) return maps.flatMap;
  if (method === iteratorFlatMap) return lazy.flatMap;
  return method;
}

export function forEach(method: unknown): unknown {
  if (method === arrayForEach) return each.forEach;
  if (method === mapForEach) return forEachOf.mapForEach;
  if (method === setForEach) return forEachOf.setForEach;
  if (method === iteratorForEach) return eager.forEach;
  if (method === typedForEach) return typedEach.forEach;
  return method;
}

export function from(method: unknown): unknown {
  if (method === arrayClassFrom) return arrayFrom.from;
  if (method === typedClassFrom) return typedMaps.from;
  if (method === iteratorClassFrom) return iteratorFrom.from;
  return method;
}

export function getOrInsertComputed(method: unknown): unknown {
  if (method === mapGetOrInsertComputed) return getOrInsert.mapGetOrInsertComputed;
  if (method === weakMapGetOrInsertComputed) return getOrInsert.weakMapGetOrInsertComputed;
  return method;
}

export function groupBy(method: unknown): unknown {
  if (method === objectGroupBy) return groups.objectGroupBy;
  if (method === mapClassGroupBy) return groups.mapGroupBy;
  return method;
}

export function intersection(method: unknown): unknown {
  if (method === setIntersection) return sets.intersection;
  return method;
}

export function isDisjointFrom(method: unknown): unknown {
  if (method === setIsDisjointFrom) return sets.isDisjointFrom;
  return method;
}

export function isSubsetOf(method: unknown): unknown {
  if (method === setIsSubsetOf) return sets.isSubsetOf;
  return method;
}

export function isSupersetOf(method: unknown): unknown {
  if (method === setIsSupersetOf) return sets.isSupersetOf;
  return method;
}

export function map(method: unknown): unknown {
  if (method === arrayMap) return maps.map;
  if (method === typedMap) return typedMaps.map;
  if (method === iteratorMap) return lazy.map;
  return method;
}

export function parse(method: unknown): unknown {
  if (method === jsonParse) return json.parse;
  return method;
}

export function reduce(method: unknown): unknown {
  if (method === arrayReduce) return reduces.reduce;
  if (method === typedReduce) return typedEach.reduce;
  if (method === iteratorReduce) return eager.reduce;
  return method;
}

export function reduceRight(method: unknown): unknown {
  if (method === arrayReduceRight) return reduces.reduceRight;
  if (method === typedReduceRight) return typedEach.reduceRight;
  return method;
}

export function replace(method: unknown): unknown {
  if (method === stringReplace) return strings.replace;
  return method;
}

export function replaceAll(method: unknown): unknown {
  if (method === stringReplaceAll) return strings.replaceAll;
  return method;
}

export function some(method: unknown): unknown {
  if (method === arraySome) return each.some;
  if (method === typedSome) return typedEach.some;
  if (method === iteratorSome) return eager.some;
  return method;
}

export function sort(method: unknown): unknown {
  if (method === arraySort) return sorts.sort;
  if (method === typedSort) return typedSorts.sort;
  return method;
}

export function stringify(method: unknown): unknown {
  if (method === jsonStringify) return jsonText.stringify;
  return method;
}

export function symmetricDifference(method: unknown): unknown {
  if (method === setSymmetricDifference) return sets.symmetricDifference;
  return method;
}

export function take(method: unknown): unknown {
  if (method === iteratorTake) return lazy.take;
  return method;
}

export function toArray(method: unknown): unknown {
  if (method === iteratorToArray) return eager.toArray;
  return method;
}

export function toSorted(method: unknown): unknown {
  if (method === arrayToSorted) return sorts.toSorted;
  if (method === typedToSorted) return typedSorts.toSorted;
  return method;
}

export function union(method: unknown): unknown {
  if (method === setUnion) return sets.union;
  return method;
}

/**
 * For callbacks that are known not to park: only iterators need ours then, because what they iterate over may. Arrays keep the
 * native function, which the optimiser inlines with its callback.
 */
export function everyQuietly(method: unknown): unknown {
  return method === iteratorEvery ? eager.every : method;
}

export function filterQuietly(method: unknown): unknown {
  return method === iteratorFilter ? lazy.filter : method;
}

export function findQuietly(method: unknown): unknown {
  return method === iteratorFind ? eager.find : method;
}

export function flatMapQuietly(method: unknown): unknown {
  return method === iteratorFlatMap ? lazy.flatMap : method;
}

export function forEachQuietly(method: unknown): unknown {
  return method === iteratorForEach ? eager.forEach : method;
}

export function mapQuietly(method: unknown): unknown {
  return method === iteratorMap ? lazy.map : method;
}

export function reduceQuietly(method: unknown): unknown {
  return method === iteratorReduce ? eager.reduce : method;
}

export function someQuietly(method: unknown): unknown {
  return method === iteratorSome ? eager.some : method;
}
