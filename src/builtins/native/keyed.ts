/** Natives of Map and Set, called as functions. Each throws the TypeError of natives if it is given something else. */

import { stepNative } from './iterators.js';
import { apply, type Callable, MapIteratorPrototype, nativeGetter, nativeOf, SetIteratorPrototype } from './natives.js';

const method = (owner: unknown, name: string): Callable => nativeOf(owner, name) as Callable;

const mapEntries = method(Map.prototype, 'entries');
const mapGet = method(Map.prototype, 'get');
const mapSet = method(Map.prototype, 'set');
const mapHas = method(Map.prototype, 'has');
const mapNext = method(MapIteratorPrototype, 'next');
const weakGet = method(WeakMap.prototype, 'get');
const weakSet = method(WeakMap.prototype, 'set');
const weakHas = method(WeakMap.prototype, 'has');
const setValues = method(Set.prototype, 'values');
const setHas = method(Set.prototype, 'has');
const setAdd = method(Set.prototype, 'add');
const setDelete = method(Set.prototype, 'delete');
const setSize = nativeGetter(Set.prototype, 'size');
const setNext = method(SetIteratorPrototype, 'next');

export const entriesOfMap = (map: unknown): unknown => apply(mapEntries, map, []);
export const nextOfMap = (entries: unknown) => stepNative(mapNext, entries) as IteratorResult<[unknown, unknown]>;
export const getOfMap = (map: unknown, key: unknown): unknown => apply(mapGet, map, [key]);
export const setOfMap = (map: unknown, key: unknown, value: unknown): unknown => apply(mapSet, map, [key, value]);
export const mapHasKey = (map: unknown, key: unknown): boolean => apply(mapHas, map, [key]) as boolean;
export const getOfWeakMap = (map: unknown, key: unknown): unknown => apply(weakGet, map, [key]);
export const setOfWeakMap = (map: unknown, key: unknown, value: unknown): unknown => apply(weakSet, map, [key, value]);
export const weakMapHasKey = (map: unknown, key: unknown): boolean => apply(weakHas, map, [key]) as boolean;

export const valuesOfSet = (set: unknown): unknown => apply(setValues, set, []);
export const nextOfSet = (values: unknown) => stepNative(setNext, values);
export const setHasValue = (set: unknown, value: unknown): boolean => apply(setHas, set, [value]) as boolean;
export const addToSet = (set: unknown, value: unknown): unknown => apply(setAdd, set, [value]);
export const deleteFromSet = (set: unknown, value: unknown): boolean => apply(setDelete, set, [value]) as boolean;
export const sizeOfSet = (set: unknown): number => apply(setSize, set, []) as number;
