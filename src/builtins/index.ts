/**
 * The compiled built-ins: the standard functions that call code of the user, written in JavaScript and compiled like any other, so
 * that a callback, comparison, iterator, replacer or reviver may park.
 *
 *     picks          by the name of a method: from the native one to ours
 *     iteration      what for...of, spread and array patterns are made of
 *     generatorPicks the runtime puts in what it knows of generators
 *     toJson         the runtime says here that there is compiled code in a toJSON
 *
 * Each file states what it implements; all of it behaves as ECMA-262 says, to the order of what can be observed, and where the
 * standard leaves it open (the order of comparisons in sort) as V8 does. Files of `native/` are not compiled.
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
  type Callable,
  IteratorCtor,
  IteratorPrototype,
  nativeOf,
  TypedArrayCtor,
  TypedArrayPrototype,
} from './native/natives.js';
import { type Pick, pickOf, reflectApply } from './native/pick.js';
import * as strings from './string/replace.js';
import * as typedEach from './typed/each.js';
import * as typedMaps from './typed/map.js';
import * as typedSorts from './typed/sort.js';

export { closeIter, closeQuietly, openIter, restIter, stepIter, toList } from './iteration.js';
export { generatorPicks } from './native/iterators.js';
export { toJson } from './native/json.js';
export { equivalentOf } from './native/pick.js';

type Ours = readonly [native: Callable | undefined, ours: unknown];

const ofArray = (name: string, ours: unknown): Ours => [nativeOf(ArrayPrototype, name), ours];
const ofTyped = (name: string, ours: unknown): Ours => [nativeOf(TypedArrayPrototype, name), ours];
const ofIterator = (name: string, ours: unknown): Ours => [nativeOf(IteratorPrototype, name), ours];
const ofMap = (name: string, ours: unknown): Ours => [nativeOf(Map.prototype, name), ours];
const ofSet = (name: string, ours: unknown): Ours => [nativeOf(Set.prototype, name), ours];
const of = (owner: unknown, name: string, ours: unknown): Ours => [nativeOf(owner, name), ours];

/** By name: `picks.map(m, text)` is ours if m is a native map, else m; or a function that throws that m is none. */
export const picks: Readonly<Record<string, Pick>> = {
  apply: pickOf(of(Reflect, 'apply', reflectApply)),
  concat: pickOf(of(IteratorCtor, 'concat', lazy.concat)),
  difference: pickOf(ofSet('difference', sets.difference)),
  drop: pickOf(ofIterator('drop', lazy.drop)),
  every: pickOf(ofArray('every', each.every), ofTyped('every', typedEach.every), ofIterator('every', eager.every)),
  filter: pickOf(
    ofArray('filter', maps.filter),
    ofTyped('filter', typedMaps.filter),
    ofIterator('filter', lazy.filter),
  ),
  find: pickOf(ofArray('find', finds.find), ofTyped('find', typedEach.find), ofIterator('find', eager.find)),
  findIndex: pickOf(ofArray('findIndex', finds.findIndex), ofTyped('findIndex', typedEach.findIndex)),
  findLast: pickOf(ofArray('findLast', finds.findLast), ofTyped('findLast', typedEach.findLast)),
  findLastIndex: pickOf(
    ofArray('findLastIndex', finds.findLastIndex),
    ofTyped('findLastIndex', typedEach.findLastIndex),
  ),
  flatMap: pickOf(ofArray('flatMap', maps.flatMap), ofIterator('flatMap', lazy.flatMap)),
  forEach: pickForEach(),
  from: pickOf(
    of(ArrayCtor, 'from', arrayFrom.from),
    of(TypedArrayCtor, 'from', typedMaps.from),
    of(IteratorCtor, 'from', iteratorFrom.from),
  ),
  getOrInsertComputed: pickOf(
    ofMap('getOrInsertComputed', getOrInsert.mapGetOrInsertComputed),
    of(WeakMap.prototype, 'getOrInsertComputed', getOrInsert.weakMapGetOrInsertComputed),
  ),
  groupBy: pickOf(of(Object, 'groupBy', groups.objectGroupBy), of(Map, 'groupBy', groups.mapGroupBy)),
  intersection: pickOf(ofSet('intersection', sets.intersection)),
  isDisjointFrom: pickOf(ofSet('isDisjointFrom', sets.isDisjointFrom)),
  isSubsetOf: pickOf(ofSet('isSubsetOf', sets.isSubsetOf)),
  isSupersetOf: pickOf(ofSet('isSupersetOf', sets.isSupersetOf)),
  map: pickOf(ofArray('map', maps.map), ofTyped('map', typedMaps.map), ofIterator('map', lazy.map)),
  parse: pickOf(of(JSON, 'parse', json.parse)),
  reduce: pickOf(
    ofArray('reduce', reduces.reduce),
    ofTyped('reduce', typedEach.reduce),
    ofIterator('reduce', eager.reduce),
  ),
  reduceRight: pickOf(ofArray('reduceRight', reduces.reduceRight), ofTyped('reduceRight', typedEach.reduceRight)),
  replace: pickOf(of(String.prototype, 'replace', strings.replace)),
  replaceAll: pickOf(of(String.prototype, 'replaceAll', strings.replaceAll)),
  some: pickOf(ofArray('some', each.some), ofTyped('some', typedEach.some), ofIterator('some', eager.some)),
  sort: pickOf(ofArray('sort', sorts.sort), ofTyped('sort', typedSorts.sort)),
  stringify: pickOf(of(JSON, 'stringify', jsonText.stringify)),
  symmetricDifference: pickOf(ofSet('symmetricDifference', sets.symmetricDifference)),
  take: pickOf(ofIterator('take', lazy.take)),
  toArray: pickOf(ofIterator('toArray', eager.toArray)),
  toSorted: pickOf(ofArray('toSorted', sorts.toSorted), ofTyped('toSorted', typedSorts.toSorted)),
  union: pickOf(ofSet('union', sets.union)),
};

/** Five natives have this name; arrays come first. */
function pickForEach(): Pick {
  const others = pickOf(ofIterator('forEach', eager.forEach), ofTyped('forEach', typedEach.forEach));
  const pick = pickOf(
    ofArray('forEach', each.forEach),
    ofMap('forEach', forEachOf.mapForEach),
    ofSet('forEach', forEachOf.setForEach),
  );
  return (method, text) => {
    const picked = pick(method, text);
    return picked === method ? others(method, text) : picked;
  };
}
