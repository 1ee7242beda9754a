/** Iterator.prototype: forEach, some, every, find, reduce, toArray. */
import { closeIter, closeQuietly, type IteratorRecord, recordOf, restIter, stepIter } from '../iteration.js';
import type { Callable } from '../native/natives.js';
import { callableOrClose, iteratorOf } from './lazy.js';

export function forEach(this: unknown, callback: unknown): void {
  const it = iteratorOf(this, 'forEach');
  const call = callableOrClose(it, callback);
  const record = recordOf(it);
  for (let counter = 0; ; counter++) {
    const value = stepIter(record);
    if (record.done) return;
    callOrClose(record, call, value, counter);
  }
}

export function some(this: unknown, predicate: unknown): boolean {
  const it = iteratorOf(this, 'some');
  const call = callableOrClose(it, predicate);
  const record = recordOf(it);
  for (let counter = 0; ; counter++) {
    const value = stepIter(record);
    if (record.done) return false;
    if (!callOrClose(record, call, value, counter)) continue;
    closeIter(record);
    return true;
  }
}

export function every(this: unknown, predicate: unknown): boolean {
  const it = iteratorOf(this, 'every');
  const call = callableOrClose(it, predicate);
  const record = recordOf(it);
  for (let counter = 0; ; counter++) {
    const value = stepIter(record);
    if (record.done) return true;
    if (callOrClose(record, call, value, counter)) continue;
    closeIter(record);
    return false;
  }
}

export function find(this: unknown, predicate: unknown): unknown {
  const it = iteratorOf(this, 'find');
  const call = callableOrClose(it, predicate);
  const record = recordOf(it);
  for (let counter = 0; ; counter++) {
    const value = stepIter(record);
    if (record.done) return undefined;
    if (!callOrClose(record, call, value, counter)) continue;
    closeIter(record);
    return value;
  }
}

export function reduce(this: unknown, reducer: unknown, ...initial: unknown[]): unknown {
  const it = iteratorOf(this, 'reduce');
  const call = callableOrClose(it, reducer);
  const record = recordOf(it);
  let counter = 0;
  let result = initial[0];
  if (initial.length === 0) {
    result = stepIter(record);
    if (record.done) throw new TypeError('Reduce of a done iterator with no initial value');
    counter = 1;
  }
  for (; ; counter++) {
    const value = stepIter(record);
    if (record.done) return result;
    try {
      result = call(result, value, counter);
    } catch (error) {
      closeQuietly(record);
      throw error;
    }
  }
}

export function toArray(this: unknown): unknown {
  return restIter(recordOf(iteratorOf(this, 'toArray')));
}

/** What the callback says; its error closes the iterator. */
function callOrClose(record: IteratorRecord, call: Callable, value: unknown, counter: number): unknown {
  try {
    return call(value, counter);
  } catch (error) {
    closeQuietly(record);
    throw error;
  }
}
