/** What the standard keeps in typed arrays: their type, their current length, and whether they are in bounds. */
import {
  apply,
  type Callable,
  type Constructor,
  type Indexed,
  nativeGetter,
  nativeOf,
  TypedArrayPrototype,
} from './natives.js';

const tagOf = nativeGetter(TypedArrayPrototype, Symbol.toStringTag);
const getLength = nativeGetter(TypedArrayPrototype, 'length');
const at = nativeOf(TypedArrayPrototype, 'at');

const constructors: Record<string, Constructor> = Object.create(null);
for (const name of [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'BigInt64Array',
  'BigUint64Array',
  'Float16Array',
  'Float32Array',
  'Float64Array',
]) {
  const ctor = nativeOf(globalThis, name);
  if (ctor !== undefined) constructors[name] = ctor as unknown as Constructor;
}

/** 'Int8Array' and so on; undefined for what is no typed array. */
function typeOf(value: unknown): string | undefined {
  return apply(tagOf, value, []) as string | undefined;
}

/** ValidateTypedArray: throws what natives throw if it is none, detached or out of bounds. */
export function checkTypedArray(value: unknown): Indexed {
  apply(at, value, [0]);
  return value as Indexed;
}

/** The number of elements now; 0 when it is detached or out of bounds. */
export function typedLength(array: unknown): number {
  return apply(getLength, array, []) as number;
}

export function defaultConstructor(array: unknown): Constructor {
  return constructors[typeOf(array) as string] as Constructor;
}

/** Whether its elements are bigints. */
export function holdsBigInts(array: unknown): boolean {
  const type = typeOf(array);
  return type === 'BigInt64Array' || type === 'BigUint64Array';
}

/** A native method of typed arrays. */
export function typedMethod(name: string): Callable | undefined {
  return nativeOf(TypedArrayPrototype, name);
}
