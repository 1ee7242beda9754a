/** Array.prototype: map, filter, flatMap, of whatever there is. The result comes from the species constructor, which may be the user's. */
import type { Constructor, Indexed } from '../native/natives.js';
import {
  addElement,
  type Callback,
  callbackOf,
  createProperty,
  isArray,
  lengthOf,
  newArray,
  toObject,
} from '../native/objects.js';
import { speciesOf } from '../native/species.js';

export function map(self: unknown, callback: unknown, thisArg?: unknown): unknown {
  const list = toObject(self, 'Array.prototype.map');
  const length = lengthOf(list);
  const call = callbackOf(callback, thisArg);
  return mapInto(list, call, length, isArray(list) ? speciesOf(list) : undefined);
}

/** What follows when the length and the constructor of the result are known. */
export function mapInto(list: Indexed, call: Callback, length: number, Species: Constructor | undefined): unknown {
  const result: Indexed = Species === undefined ? newArray(length) : new Species(length);
  for (let k = 0; k < length; k++) {
    if (!(k in list)) continue;
    const value = call(list[k], k, list);
    if (Species !== undefined || k in result) createProperty(result, k, value);
    else result[k] = value;
  }
  return result;
}

export function filter(self: unknown, callback: unknown, thisArg?: unknown): unknown {
  const list = toObject(self, 'Array.prototype.filter');
  const length = lengthOf(list);
  const call = callbackOf(callback, thisArg);
  return filterInto(list, call, length, isArray(list) ? speciesOf(list) : undefined);
}

export function filterInto(list: Indexed, call: Callback, length: number, Species: Constructor | undefined): unknown {
  const result: Indexed = Species === undefined ? newArray(0) : new Species(0);
  let n = 0;
  for (let k = 0; k < length; k++) {
    if (!(k in list)) continue;
    const value = list[k];
    if (!call(value, k, list)) continue;
    if (Species !== undefined || n in result) createProperty(result, n, value);
    else result[n] = value;
    n++;
  }
  return result;
}

export function flatMap(self: unknown, callback: unknown, thisArg?: unknown): unknown {
  const list = toObject(self, 'Array.prototype.flatMap');
  const length = lengthOf(list);
  if (typeof callback !== 'function') throw new TypeError('flatMap mapper function is not callable');
  const call = callbackOf(callback, thisArg);
  return flatMapInto(list, call, length, isArray(list) ? speciesOf(list) : undefined);
}

export function flatMapInto(list: Indexed, call: Callback, length: number, Species: Constructor | undefined): unknown {
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
