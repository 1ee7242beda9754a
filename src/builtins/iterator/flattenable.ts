/** GetIteratorFlattenable: an iterable, or an iterator itself. */
import { type IteratorRecord, openWith, recordOf } from '../iteration.js';
import { describe, isObject, methodOf } from '../native/objects.js';

export function openFlattenable(value: unknown, stringsToo: boolean): IteratorRecord {
  if (!isObject(value) && !(stringsToo && typeof value === 'string')) {
    throw new TypeError(`${describe(value)} is not an object`);
  }
  const method = methodOf(value, Symbol.iterator);
  if (method !== undefined) return openWith(value, method);
  if (!isObject(value)) throw new TypeError(`${describe(value)} is not an object`);
  return recordOf(value);
}
