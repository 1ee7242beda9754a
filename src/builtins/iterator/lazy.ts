/** Iterator.prototype: map, filter, take, drop, flatMap; Iterator.concat. Nothing is asked for before next() is called. */
import { closeIter, closeQuietly, type IteratorRecord, openWith, recordOf, stepIter } from '../iteration.js';
import { type Callable, type Indexed, isNotANumber } from '../native/natives.js';
import { addElement, callableOf, describe, isObject, methodOf, toInteger } from '../native/objects.js';
import { openFlattenable } from './flattenable.js';
import { finish, type Helper, makeHelper } from './helper.js';

export function map(this: unknown, mapper: unknown): unknown {
  const it = iteratorOf(this, 'map');
  const call = callableOrClose(it, mapper);
  return makeHelper(stepMap, recordOf(it), call, 0);
}

export function filter(this: unknown, predicate: unknown): unknown {
  const it = iteratorOf(this, 'filter');
  const call = callableOrClose(it, predicate);
  return makeHelper(stepFilter, recordOf(it), call, 0);
}

export function take(this: unknown, limit: unknown): unknown {
  const it = iteratorOf(this, 'take');
  const n = limitOrClose(it, limit);
  return makeHelper(stepTake, recordOf(it), nothing, n);
}

export function drop(this: unknown, limit: unknown): unknown {
  const it = iteratorOf(this, 'drop');
  const n = limitOrClose(it, limit);
  return makeHelper(stepDrop, recordOf(it), nothing, n);
}

export function flatMap(this: unknown, mapper: unknown): unknown {
  const it = iteratorOf(this, 'flatMap');
  const call = callableOrClose(it, mapper);
  return makeHelper(stepFlatMap, recordOf(it), call, 0);
}

export function concat(...iterables: unknown[]): unknown {
  const opened: { iterable: unknown; method: Callable }[] = [];
  for (let i = 0; i < iterables.length; i++) {
    const iterable = iterables[i];
    if (!isObject(iterable)) throw new TypeError(`${describe(iterable)} is not an object`);
    const method = methodOf(iterable, Symbol.iterator);
    if (method === undefined) throw new TypeError(`${describe(iterable)} is not iterable`);
    addElement(opened, i, { iterable, method });
  }
  const step = (helper: Helper) => stepConcat(helper, opened);
  return makeHelper(step, undefined, nothing, 0);
}

function stepMap(helper: Helper): unknown {
  const source = helper.source as IteratorRecord;
  const value = stepIter(source);
  if (source.done) return finish(helper);
  return callOrClose(helper, source, value);
}

function stepFilter(helper: Helper): unknown {
  const source = helper.source as IteratorRecord;
  for (;;) {
    const value = stepIter(source);
    if (source.done) return finish(helper);
    if (callOrClose(helper, source, value)) return value;
  }
}

function stepTake(helper: Helper): unknown {
  const source = helper.source as IteratorRecord;
  if (helper.limit === 0) {
    closeIter(source);
    return finish(helper);
  }
  helper.limit--;
  const value = stepIter(source);
  if (source.done) finish(helper);
  return value;
}

function stepDrop(helper: Helper): unknown {
  const source = helper.source as IteratorRecord;
  for (;;) {
    const value = stepIter(source);
    if (source.done) return finish(helper);
    if (helper.limit === 0) return value;
    helper.limit--;
  }
}

function stepFlatMap(helper: Helper): unknown {
  const source = helper.source as IteratorRecord;
  for (;;) {
    if (helper.inner === undefined) {
      const value = stepIter(source);
      if (source.done) return finish(helper);
      const iterable = callOrClose(helper, source, value);
      try {
        helper.inner = openFlattenable(iterable, false);
      } catch (error) {
        closeQuietly(source);
        throw error;
      }
    }
    const { inner } = helper;
    let value: unknown;
    try {
      value = stepIter(inner);
    } catch (error) {
      closeQuietly(source);
      throw error;
    }
    if (!inner.done) return value;
    helper.inner = undefined;
  }
}

function stepConcat(helper: Helper, opened: { iterable: unknown; method: Callable }[]): unknown {
  for (;;) {
    if (helper.inner === undefined) {
      if (helper.counter === opened.length) return finish(helper);
      const { iterable, method } = opened[helper.counter++] as (typeof opened)[0];
      helper.inner = openWith(iterable, method);
    }
    const { inner } = helper;
    const value = stepIter(inner);
    if (!inner.done) return value;
    helper.inner = undefined;
  }
}

/** What the callback says; its error closes the source. */
function callOrClose(helper: Helper, source: IteratorRecord, value: unknown): unknown {
  const { call } = helper;
  try {
    return call(value, helper.counter++);
  } catch (error) {
    closeQuietly(source);
    throw error;
  }
}

export function iteratorOf(value: unknown, method: string): Indexed {
  if (isObject(value)) return value;
  throw new TypeError(`Iterator.prototype.${method} called on non-object`);
}

/** The callback. If it is none, the iterator is closed before the TypeError, though nothing was asked of it. */
export function callableOrClose(it: Indexed, callback: unknown): Callable {
  try {
    return callableOf(callback);
  } catch (error) {
    closeQuietly({ it, next: undefined, done: false });
    throw error;
  }
}

function limitOrClose(it: Indexed, limit: unknown): number {
  try {
    const number = +(limit as number);
    const n = toInteger(number);
    if (n < 0 || isNotANumber(number)) throw new RangeError(`${describe(limit)} must be positive`);
    return n;
  } catch (error) {
    closeQuietly({ it, next: undefined, done: false });
    throw error;
  }
}

function nothing(): void {}
