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

/* Constants of this module, which imported names are not for the optimiser: so it knows what is called. */
const ourNativeApply = reflectApply;
const ourIteratorClassConcat = lazy.concat;
const ourSetDifference = sets.difference;
const ourIteratorDrop = lazy.drop;
const ourArrayEvery = each.every;
const ourTypedEvery = typedEach.every;
const ourIteratorEvery = eager.every;
const ourArrayFilter = maps.filter;
const ourTypedFilter = typedMaps.filter;
const ourIteratorFilter = lazy.filter;
const ourArrayFind = finds.find;
const ourTypedFind = typedEach.find;
const ourIteratorFind = eager.find;
const ourArrayFindIndex = finds.findIndex;
const ourTypedFindIndex = typedEach.findIndex;
const ourArrayFindLast = finds.findLast;
const ourTypedFindLast = typedEach.findLast;
const ourArrayFindLastIndex = finds.findLastIndex;
const ourTypedFindLastIndex = typedEach.findLastIndex;
const ourArrayFlatMap = maps.flatMap;
const ourIteratorFlatMap = lazy.flatMap;
const ourArrayForEach = each.forEach;
const ourMapForEach = forEachOf.mapForEach;
const ourSetForEach = forEachOf.setForEach;
const ourIteratorForEach = eager.forEach;
const ourTypedForEach = typedEach.forEach;
const ourArrayClassFrom = arrayFrom.from;
const ourTypedClassFrom = typedMaps.from;
const ourIteratorClassFrom = iteratorFrom.from;
const ourMapGetOrInsertComputed = getOrInsert.mapGetOrInsertComputed;
const ourWeakMapGetOrInsertComputed = getOrInsert.weakMapGetOrInsertComputed;
const ourObjectGroupBy = groups.objectGroupBy;
const ourMapClassGroupBy = groups.mapGroupBy;
const ourSetIntersection = sets.intersection;
const ourSetIsDisjointFrom = sets.isDisjointFrom;
const ourSetIsSubsetOf = sets.isSubsetOf;
const ourSetIsSupersetOf = sets.isSupersetOf;
const ourArrayMap = maps.map;
const ourTypedMap = typedMaps.map;
const ourIteratorMap = lazy.map;
const ourJsonParse = json.parse;
const ourArrayReduce = reduces.reduce;
const ourTypedReduce = typedEach.reduce;
const ourIteratorReduce = eager.reduce;
const ourArrayReduceRight = reduces.reduceRight;
const ourTypedReduceRight = typedEach.reduceRight;
const ourStringReplace = strings.replace;
const ourStringReplaceAll = strings.replaceAll;
const ourArraySome = each.some;
const ourTypedSome = typedEach.some;
const ourIteratorSome = eager.some;
const ourArraySort = sorts.sort;
const ourTypedSort = typedSorts.sort;
const ourJsonStringify = jsonText.stringify;
const ourSetSymmetricDifference = sets.symmetricDifference;
const ourIteratorTake = lazy.take;
const ourIteratorToArray = eager.toArray;
const ourArrayToSorted = sorts.toSorted;
const ourTypedToSorted = typedSorts.toSorted;
const ourSetUnion = sets.union;

export function apply(method: unknown): unknown {
  if (method === nativeApply) return ourNativeApply;
  return method;
}

export function concat(method: unknown): unknown {
  if (method === iteratorClassConcat) return ourIteratorClassConcat;
  return method;
}

export function difference(method: unknown): unknown {
  if (method === setDifference) return ourSetDifference;
  return method;
}

export function drop(method: unknown): unknown {
  if (method === iteratorDrop) return ourIteratorDrop;
  return method;
}

export function every(method: unknown): unknown {
  if (method === arrayEvery) return ourArrayEvery;
  if (method === typedEvery) return ourTypedEvery;
  if (method === iteratorEvery) return ourIteratorEvery;
  return method;
}

export function filter(method: unknown): unknown {
  if (method === arrayFilter) return ourArrayFilter;
  if (method === typedFilter) return ourTypedFilter;
  if (method === iteratorFilter) return ourIteratorFilter;
  return method;
}

export function find(method: unknown): unknown {
  if (method === arrayFind) return ourArrayFind;
  if (method === typedFind) return ourTypedFind;
  if (method === iteratorFind) return ourIteratorFind;
  return method;
}

export function findIndex(method: unknown): unknown {
  if (method === arrayFindIndex) return ourArrayFindIndex;
  if (method === typedFindIndex) return ourTypedFindIndex;
  return method;
}

export function findLast(method: unknown): unknown {
  if (method === arrayFindLast) return ourArrayFindLast;
  if (method === typedFindLast) return ourTypedFindLast;
  return method;
}

export function findLastIndex(method: unknown): unknown {
  if (method === arrayFindLastIndex) return ourArrayFindLastIndex;
  if (method === typedFindLastIndex) return ourTypedFindLastIndex;
  return method;
}

export function flatMap(method: unknown): unknown {
  if (method === arrayFlatMap) return ourArrayFlatMap;
  if (method === iteratorFlatMap) return ourIteratorFlatMap;
  return method;
}

export function forEach(method: unknown): unknown {
  if (method === arrayForEach) return ourArrayForEach;
  if (method === mapForEach) return ourMapForEach;
  if (method === setForEach) return ourSetForEach;
  if (method === iteratorForEach) return ourIteratorForEach;
  if (method === typedForEach) return ourTypedForEach;
  return method;
}

export function from(method: unknown): unknown {
  if (method === arrayClassFrom) return ourArrayClassFrom;
  if (method === typedClassFrom) return ourTypedClassFrom;
  if (method === iteratorClassFrom) return ourIteratorClassFrom;
  return method;
}

export function getOrInsertComputed(method: unknown): unknown {
  if (method === mapGetOrInsertComputed) return ourMapGetOrInsertComputed;
  if (method === weakMapGetOrInsertComputed) return ourWeakMapGetOrInsertComputed;
  return method;
}

export function groupBy(method: unknown): unknown {
  if (method === objectGroupBy) return ourObjectGroupBy;
  if (method === mapClassGroupBy) return ourMapClassGroupBy;
  return method;
}

export function intersection(method: unknown): unknown {
  if (method === setIntersection) return ourSetIntersection;
  return method;
}

export function isDisjointFrom(method: unknown): unknown {
  if (method === setIsDisjointFrom) return ourSetIsDisjointFrom;
  return method;
}

export function isSubsetOf(method: unknown): unknown {
  if (method === setIsSubsetOf) return ourSetIsSubsetOf;
  return method;
}

export function isSupersetOf(method: unknown): unknown {
  if (method === setIsSupersetOf) return ourSetIsSupersetOf;
  return method;
}

export function map(method: unknown): unknown {
  if (method === arrayMap) return ourArrayMap;
  if (method === typedMap) return ourTypedMap;
  if (method === iteratorMap) return ourIteratorMap;
  return method;
}

export function parse(method: unknown): unknown {
  if (method === jsonParse) return ourJsonParse;
  return method;
}

export function reduce(method: unknown): unknown {
  if (method === arrayReduce) return ourArrayReduce;
  if (method === typedReduce) return ourTypedReduce;
  if (method === iteratorReduce) return ourIteratorReduce;
  return method;
}

export function reduceRight(method: unknown): unknown {
  if (method === arrayReduceRight) return ourArrayReduceRight;
  if (method === typedReduceRight) return ourTypedReduceRight;
  return method;
}

export function replace(method: unknown): unknown {
  if (method === stringReplace) return ourStringReplace;
  return method;
}

export function replaceAll(method: unknown): unknown {
  if (method === stringReplaceAll) return ourStringReplaceAll;
  return method;
}

export function some(method: unknown): unknown {
  if (method === arraySome) return ourArraySome;
  if (method === typedSome) return ourTypedSome;
  if (method === iteratorSome) return ourIteratorSome;
  return method;
}

export function sort(method: unknown): unknown {
  if (method === arraySort) return ourArraySort;
  if (method === typedSort) return ourTypedSort;
  return method;
}

export function stringify(method: unknown): unknown {
  if (method === jsonStringify) return ourJsonStringify;
  return method;
}

export function symmetricDifference(method: unknown): unknown {
  if (method === setSymmetricDifference) return ourSetSymmetricDifference;
  return method;
}

export function take(method: unknown): unknown {
  if (method === iteratorTake) return ourIteratorTake;
  return method;
}

export function toArray(method: unknown): unknown {
  if (method === iteratorToArray) return ourIteratorToArray;
  return method;
}

export function toSorted(method: unknown): unknown {
  if (method === arrayToSorted) return ourArrayToSorted;
  if (method === typedToSorted) return ourTypedToSorted;
  return method;
}

export function union(method: unknown): unknown {
  if (method === setUnion) return ourSetUnion;
  return method;
}

/**
 * For callbacks that are known not to park: only iterators need ours then, because what they iterate over may. Arrays keep the
 * native function, which the optimiser inlines with its callback. For that they come first: what was never compared is not
 * compiled, and where only arrays were seen the answer is a constant.
 */
export function everyQuietly(method: unknown): unknown {
  if (method === arrayEvery) return arrayEvery;
  return method === iteratorEvery ? ourIteratorEvery : method;
}

export function filterQuietly(method: unknown): unknown {
  if (method === arrayFilter) return arrayFilter;
  return method === iteratorFilter ? ourIteratorFilter : method;
}

export function findQuietly(method: unknown): unknown {
  if (method === arrayFind) return arrayFind;
  return method === iteratorFind ? ourIteratorFind : method;
}

export function flatMapQuietly(method: unknown): unknown {
  if (method === arrayFlatMap) return arrayFlatMap;
  return method === iteratorFlatMap ? ourIteratorFlatMap : method;
}

export function forEachQuietly(method: unknown): unknown {
  if (method === arrayForEach) return arrayForEach;
  return method === iteratorForEach ? ourIteratorForEach : method;
}

export function mapQuietly(method: unknown): unknown {
  if (method === arrayMap) return arrayMap;
  return method === iteratorMap ? ourIteratorMap : method;
}

export function reduceQuietly(method: unknown): unknown {
  if (method === arrayReduce) return arrayReduce;
  return method === iteratorReduce ? ourIteratorReduce : method;
}

export function someQuietly(method: unknown): unknown {
  if (method === arraySome) return arraySome;
  return method === iteratorSome ? ourIteratorSome : method;
}
