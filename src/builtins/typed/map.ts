/** %TypedArray%.prototype: map, filter; %TypedArray%.from. */
import { openWith, restIter } from '../iteration.js';
import { type Constructor, type Indexed, ObjectCtor } from '../native/natives.js';
import {
  addElement,
  callbackOf,
  callbackOfTwo,
  describe,
  isConstructor,
  lengthOf,
  methodOf,
} from '../native/objects.js';
import { checkTypedArray, typedLength } from '../native/typed-arrays.js';
import { createSameTyped, createTyped } from './create.js';

export function map(this: unknown, callback: unknown, thisArg: unknown = undefined): unknown {
  const list = checkTypedArray(this);
  const length = typedLength(list);
  const call = callbackOf(callback, thisArg);
  const result = createSameTyped(list, length);
  for (let k = 0; k < length; k++) result[k] = call(list[k], k, list);
  return result;
}

export function filter(this: unknown, callback: unknown, thisArg: unknown = undefined): unknown {
  const list = checkTypedArray(this);
  const length = typedLength(list);
  const call = callbackOf(callback, thisArg);
  const kept: unknown[] = [];
  for (let k = 0; k < length; k++) {
    const value = list[k];
    if (call(value, k, list)) addElement(kept, kept.length, value);
  }
  const result = createSameTyped(list, kept.length);
  for (let k = 0; k < kept.length; k++) result[k] = kept[k];
  return result;
}

export function from(this: unknown, source: unknown, mapper: unknown = undefined, thisArg?: unknown): unknown {
  if (!isConstructor(this)) throw new TypeError(`${describe(this)} is not a constructor`);
  const call = mapper === undefined ? undefined : callbackOfTwo(mapper, thisArg);
  const method = methodOf(source, Symbol.iterator);
  const list = method === undefined ? (ObjectCtor(source) as Indexed) : restIter(openWith(source, method));
  const length = lengthOf(list as Indexed);
  const result = createTyped(this as Constructor, length);
  for (let k = 0; k < length; k++) {
    const value = (list as Indexed)[k];
    result[k] = call === undefined ? value : call(value, k);
  }
  return result;
}
