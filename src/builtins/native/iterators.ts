/** Natives of iteration: which iterators run no code of the user, and how an iterable of that kind becomes a list at once. */
import {
  ArrayIteratorPrototype,
  ArrayPrototype,
  apply,
  type Callable,
  getPrototypeOf,
  type Indexed,
  IteratorPrototype,
  MapIteratorPrototype,
  nativeOf,
  SetIteratorPrototype,
  StringIteratorPrototype,
} from './natives.js';
import { isPlainArray } from './objects.js';

type Only = (method: unknown) => unknown;
type Picker = (method: unknown) => unknown;

/** What the runtime knows of `next` and `return` of generators; it links its own functions in when it is loaded. */
export const generatorPicks: { next: Picker; return: Picker } = { next: (m) => m, return: (m) => m };

export const pickNext: Only = (method) => generatorPicks.next(method);
export const pickReturn: Only = (method) => generatorPicks.return(method);

const arrayNext = nativeOf(ArrayIteratorPrototype, 'next');
const mapNext = nativeOf(MapIteratorPrototype, 'next');
const setNext = nativeOf(SetIteratorPrototype, 'next');
const stringNext = nativeOf(StringIteratorPrototype, 'next');
const arrayValues = nativeOf(ArrayPrototype, 'values');
const stringIterator = nativeOf(String.prototype, Symbol.iterator);
const iteratorSelf = nativeOf(IteratorPrototype, Symbol.iterator);
const arrayIteratorPrototype = ArrayIteratorPrototype as Indexed;

/** Whether it is the `next` of an iterator over an array, string, Map or Set. */
function isNativeNext(next: unknown): boolean {
  return next === arrayNext || next === mapNext || next === setNext || next === stringNext;
}

/** Whether it is an array that is iterated over in the ordinary way, so that an index does the same. */
function iteratesAsArray(value: unknown): value is unknown[] {
  return (
    isPlainArray(value) &&
    (value as Indexed)[Symbol.iterator] === arrayValues &&
    arrayIteratorPrototype.next === arrayNext
  );
}

/** Whether all its elements can be had at once, without code of the user: an ordinary array, or a string. */
export function isListAlready(value: unknown): value is Iterable<unknown> {
  if (typeof value !== 'string') return iteratesAsArray(value);
  return (
    (value as unknown as Indexed)[Symbol.iterator] === stringIterator &&
    (StringIteratorPrototype as Indexed).next === stringNext
  );
}

/** Whether `[...iterator]` is the same as asking it (it has this `next`) again and again. */
export function isNativeIterator(iterator: unknown, next: unknown): iterator is Iterable<unknown> {
  if (!isNativeNext(next)) return false;
  const prototype = getPrototypeOf(iterator);
  const known =
    prototype === ArrayIteratorPrototype ||
    prototype === SetIteratorPrototype ||
    prototype === MapIteratorPrototype ||
    prototype === StringIteratorPrototype;
  return known && (iterator as Indexed)[Symbol.iterator] === iteratorSelf;
}

export function spread(iterable: Iterable<unknown>): unknown[] {
  return [...iterable];
}

/** The next entries of a Map or Set, or of an iterator over one; done or not as the native says. */
export function stepNative(next: Callable, iterator: unknown): IteratorResult<unknown> {
  return apply(next, iterator, []) as IteratorResult<unknown>;
}
