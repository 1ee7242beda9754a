/** Array.from. The iterator, the constructor and the function may all be the user's. */
import { closeQuietly, openWith, restIter, stepIter } from '../iteration.js';
import { isListAlready, spread } from '../native/iterators.js';
import { ArrayCtor, type Constructor, type Indexed, ObjectCtor } from '../native/natives.js';
import {
  addElement,
  callbackOfTwo,
  createProperty,
  isConstructor,
  lengthOf,
  methodOf,
  newArray,
} from '../native/objects.js';

type Mapper = ReturnType<typeof callbackOfTwo> | undefined;

export function from(this: unknown, items: unknown, mapper: unknown = undefined, thisArg?: unknown): unknown {
  const call: Mapper = mapper === undefined ? undefined : callbackOfTwo(mapper, thisArg);
  // undefined stands for a plain array, which nobody sees before it is complete.
  const Ctor = this !== ArrayCtor && isConstructor(this) ? (this as Constructor) : undefined;
  if (items === undefined || items === null) {
    throw new TypeError(`${items} is not iterable (cannot read property Symbol(Symbol.iterator))`);
  }
  if (call === undefined && Ctor === undefined && isListAlready(items)) return spread(items);
  const method = methodOf(items, Symbol.iterator);
  if (method === undefined) return fromArrayLike(ObjectCtor(items) as Indexed, call, Ctor);
  const result: Indexed = Ctor === undefined ? newArray(0) : new Ctor();
  const record = openWith(items, method);
  if (call === undefined && Ctor === undefined) return restIter(record);
  const add = Ctor === undefined ? addElement : createProperty;
  let k = 0;
  for (;;) {
    let value = stepIter(record);
    if (record.done) break;
    try {
      if (call !== undefined) value = call(value, k);
      add(result, k, value);
    } catch (error) {
      closeQuietly(record);
      throw error;
    }
    k++;
  }
  result.length = k;
  return result;
}

function fromArrayLike(list: Indexed, call: Mapper, Ctor: Constructor | undefined): Indexed {
  const length = lengthOf(list);
  const result: Indexed = Ctor === undefined ? newArray(length) : new Ctor(length);
  for (let k = 0; k < length; k++) {
    let value = list[k];
    if (call !== undefined) value = call(value, k);
    if (Ctor !== undefined || k in result) createProperty(result, k, value);
    else result[k] = value;
  }
  result.length = length;
  return result;
}
