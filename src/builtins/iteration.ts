/**
 * The iteration protocol, in steps: what `for...of`, spread and array patterns of compiled code are made of.
 *
 * The iterator's methods may be the user's and may park; `next` and `return` of generators are replaced by functions of the
 * runtime that can hand an unwinding on.
 */

import { rare } from './general/rare.js';
import { isListAlready, isNativeIterator, pickNext, pickReturn, spread } from './native/iterators.js';
import { apply, type Callable, type Indexed } from './native/natives.js';
import { addElement, describe, isCallable, isObject, methodOf } from './native/objects.js';

/** An iterator under way. `done` is true from when it ended or failed: then it is not closed any more. */
export interface IteratorRecord {
  it: Indexed;
  next: unknown;
  done: boolean;
}

/** GetIterator; `text` is the iterable as the source names it. */
export function openIter(iterable: unknown, text: string): IteratorRecord {
  if (iterable === undefined || iterable === null) throw new TypeError(`${text} is not iterable`);
  const method = (iterable as Indexed)[Symbol.iterator];
  if (!isCallable(method)) throw new TypeError(`${text} is not iterable`);
  return openWith(iterable, method);
}

/** The same with the method that was read already. */
export function openBy(iterable: unknown, method: unknown, text: string): IteratorRecord {
  if (!isCallable(method)) throw new TypeError(`${text} is not iterable`);
  return openWith(iterable, method);
}

/** GetIteratorFromMethod. */
export function openWith(iterable: unknown, method: Callable): IteratorRecord {
  const it = apply(method, iterable, []);
  if (!isObject(it)) throw new TypeError('Result of the Symbol.iterator method is not an object');
  return recordOf(it);
}

/** GetIteratorDirect. */
export function recordOf(it: Indexed): IteratorRecord {
  return { it, next: pickNext(it.next), done: false };
}

/** IteratorStepValue: the next value, or undefined with `done` set. An iterator that fails is done as well. */
export function stepIter(record: IteratorRecord): unknown {
  if (record.done) return undefined;
  record.done = true;
  const result = apply(record.next, record.it, []) as Indexed;
  if (typeof result !== 'object' || result === null) rare.checkResult(result);
  if (result.done) return undefined;
  const value = result.value;
  record.done = false;
  return value;
}

/** All that is left, as an array. */
export function restIter(record: IteratorRecord): unknown[] {
  if (record.done) return [];
  if (isNativeIterator(record.it, record.next)) {
    record.done = true;
    return spread(record.it);
  }
  const list: unknown[] = [];
  for (;;) {
    const value = stepIter(record);
    if (record.done) return list;
    addElement(list, list.length, value);
  }
}

/** What `...iterable` stands for. */
export function toList(iterable: unknown, text = describe(iterable)): unknown[] {
  if (isListAlready(iterable)) return spread(iterable);
  return restIter(openIter(iterable, text));
}

/** IteratorClose after an ordinary or early end: errors of `return` are the loop's. */
export function closeIter(record: IteratorRecord): void {
  record.done = true;
  const method = methodOf(record.it, 'return');
  if (method === undefined) return;
  const result = apply(pickReturn(method), record.it, []);
  if (!isObject(result)) throw new TypeError(`${describe(result)} is not an object`);
}

/** IteratorClose because of an error, which counts more than any of `return`. */
export function closeQuietly(record: IteratorRecord): void {
  record.done = true;
  try {
    const method = methodOf(record.it, 'return');
    if (method !== undefined) apply(pickReturn(method), record.it, []);
  } catch {
    // The error that closes the iterator is thrown by the caller.
  }
}

/**
 * An iteration was left before its end: by an error (`how` is 1, it is thrown on) or by a jump. The iterator is closed if it is not
 * done; there is none (null) when an array was read by index.
 */
export function leave(record: IteratorRecord | null, how: number, error: unknown): void {
  if (record !== null && !record.done) {
    if (how === 1) closeQuietly(record);
    else closeIter(record);
  }
  if (how === 1) throw error;
}
