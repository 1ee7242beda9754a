/** Array.prototype: map, filter, flatMap. The result comes from the species constructor, which may be the user's. */
import { type Indexed, isArray } from '../native/natives.js';
import {
  addElement,
  callbackOf,
  createProperty,
  isPlainArray,
  lengthOf,
  newArray,
  SHORT,
  toObject,
} from '../native/objects.js';
import { speciesOf } from './species.js';

export function map(this: unknown, callback: unknown, thisArg?: unknown): unknown {
  const list = toObject(this, 'Array.prototype.map');
  const length = lengthOf(list);
  const call = callbackOf(callback, thisArg);
  const Species = speciesOf(list);
  const result: Indexed = Species === undefined ? newArray(length) : new Species(length);
  const plain = length > SHORT && isPlainArray(list);
  for (let k = 0; k < length; k++) {
    let value: unknown;
    if (plain) {
      value = list[k];
      if (value === undefined && !(k in list)) continue;
    } else {
      if (!(k in list)) continue;
      value = list[k];
    }
    value = call(value, k, list);
    if (Species !== undefined || k in result) createProperty(result, k, value);
    else result[k] = value;
  }
  return result;
}

export function filter(this: unknown, callback: unknown, thisArg?: unknown): unknown {
  const list = toObject(this, 'Array.prototype.filter');
  const length = lengthOf(list);
  const call = callbackOf(callback, thisArg);
  const Species = speciesOf(list);
  const result: Indexed = Species === undefined ? newArray(0) : new Species(0);
  const plain = length > SHORT && isPlainArray(list);
  let n = 0;
  for (let k = 0; k < length; k++) {
    let value: unknown;
    if (plain) {
      value = list[k];
      if (value === undefined && !(k in list)) continue;
    } else {
      if (!(k in list)) continue;
      value = list[k];
    }
    if (!call(value, k, list)) continue;
    if (Species !== undefined || n in result) createProperty(result, n, value);
    else result[n] = value;
    n++;
  }
  return result;
}

export function flatMap(this: unknown, callback: unknown, thisArg?: unknown): unknown {
  const list = toObject(this, 'Array.prototype.flatMap');
  const length = lengthOf(list);
  if (typeof callback !== 'function') throw new TypeError('flatMap mapper function is not callable');
  const call = callbackOf(callback, thisArg);
  const Species = speciesOf(list);
  const result: Indexed = Species === undefined ? newArray(0) : new Species(0);
  const add: Add = Species === undefined ? addElement : createProperty;
  let n = 0;
  for (let k = 0; k < length; k++) {
    if (!(k in list)) continue;
    const value = call(list[k], k, list);
    if (isArray(value)) {
      n = flatten(result, n, value as Indexed, add);
    } else {
      add(result, n, value);
      n++;
    }
  }
  return result;
}

type Add = (array: Indexed, key: number, value: unknown) => void;

/** Appends the elements of `list`, and returns the new length. */
function flatten(result: Indexed, start: number, list: Indexed, add: Add): number {
  const length = lengthOf(list);
  let n = start;
  for (let k = 0; k < length; k++) {
    if (!(k in list)) continue;
    add(result, n, list[k]);
    n++;
  }
  return n;
}
