/** The small abstract operations of ECMAScript that the built-ins are written with. */
import {
  ArrayCtor,
  apply,
  type Callable,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  type Indexed,
  isArray,
  isNotANumber,
  mayBeProxy,
  ObjectCtor,
  ownKeys,
  StringOf,
} from './natives.js';

export { isArray };

/** An array, or a proxy of one. */
export interface List extends Indexed {
  length: number;
}

export type Callback = (value: unknown, key: unknown, object: unknown) => unknown;

export function isCallable(value: unknown): value is Callable {
  return typeof value === 'function';
}

/** Whether it is an object; a function is one, and so is document.all. */
export function isObject(value: unknown): value is Indexed {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** ToObject, with the message V8 has for a method that is called on nothing. */
export function toObject(value: unknown, method: string): Indexed {
  if (isObject(value)) return value;
  if (value === undefined || value === null) throw new TypeError(`${method} called on null or undefined`);
  return ObjectCtor(value) as Indexed;
}

/** LengthOfArrayLike. */
export function lengthOf(object: Indexed): number {
  return toLength(object.length);
}

/** ToLength. */
export function toLength(value: unknown): number {
  const length = +(value as number);
  if (length >>> 0 === length) return length;
  if (!(length > 0)) return 0;
  return length > 9007199254740991 ? 9007199254740991 : length - (length % 1);
}

/** ToIntegerOrInfinity. */
export function toInteger(value: unknown): number {
  const number = +(value as number);
  if (number === 0 || isNotANumber(number)) return 0;
  return number === Infinity || number === -Infinity ? number : number - (number % 1);
}

/**
 * Whether it is an array and surely no proxy of one, so that in which order its elements are tested and read is nobody's
 * business.
 */
export function isPlainArray(value: unknown): boolean {
  return isArray(value) && !mayBeProxy(value);
}

/**
 * The callback as a function of three arguments and no `this`. A bound function would do, but bind() reads the name and
 * length of its target. What this one returns is handed on untouched, so an unwinding passes through it.
 */
export function callbackOf(callback: unknown, thisArg: unknown): Callback {
  if (typeof callback !== 'function') throw new TypeError(`${describe(callback)} is not a function`);
  if (thisArg === undefined) return callback as Callback;
  return (value, key, object) => apply(callback, thisArg, [value, key, object]);
}

/** The same for functions that get two arguments. */
export function callbackOfTwo(callback: unknown, thisArg: unknown): (value: unknown, key: unknown) => unknown {
  const call = callableOf(callback);
  return thisArg === undefined ? call : (value, key) => apply(call, thisArg, [value, key]);
}

/** The function itself, or the TypeError. */
export function callableOf(callback: unknown): Callable {
  if (typeof callback !== 'function') throw new TypeError(`${describe(callback)} is not a function`);
  return callback as Callable;
}

/** GetMethod: undefined if there is none. */
export function methodOf(object: unknown, key: PropertyKey): Callable | undefined {
  const method = (object as Indexed)[key as string];
  if (method === undefined || method === null) return undefined;
  if (!isCallable(method)) throw new TypeError(`${describe(method)} is not a function`);
  return method;
}

/** CreateDataPropertyOrThrow. */
export function createProperty(object: Indexed, key: PropertyKey, value: unknown): void {
  if (defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })) return;
  throw new TypeError(`Cannot redefine property: ${StringOf(key)}`);
}

/** The same for an array that we made and nobody else has seen: then only the prototypes could have such a key. */
export function addElement(array: Indexed | unknown[], key: number, value: unknown): void {
  if (key in array) createProperty(array as Indexed, key, value);
  else array[key] = value;
}

/** Appends the elements of an array. Its length may be anything if it is a proxy. */
export function appendAll(array: unknown[], list: List): void {
  const length = lengthOf(list);
  for (let k = 0; k < length; k++) {
    if (k in list) addElement(array, array.length, list[k]);
  }
}

/** DeletePropertyOrThrow. */
export function removeProperty(object: Indexed, key: PropertyKey): void {
  if (!deleteProperty(object, key))
    throw new TypeError(`Cannot delete property '${StringOf(key)}' of ${describe(object)}`);
}

/** ToPropertyKey. Only a computed key lets an object turn into a symbol. */
export function propertyKeyOf(value: unknown): PropertyKey {
  if (typeof value === 'string' || typeof value === 'symbol') return value;
  return ownKeys({ [value as string]: 0 })[0] as PropertyKey;
}

export function newArray(length: number): Indexed {
  if (length > 4294967295) throw new RangeError('Invalid array length');
  return new ArrayCtor(length);
}

/** Whether it is the Array of another realm: of all constructors only those have an array as their fixed prototype. */
export function isForeignArray(value: unknown): boolean {
  if (typeof value !== 'function' || mayBeProxy(value)) return false;
  const prototype = getOwnPropertyDescriptor(value, 'prototype');
  return prototype !== undefined && !prototype.writable && isArray(prototype.value);
}

/** IsConstructor, without running or reading anything of it. */
export function isConstructor(value: unknown): boolean {
  if (typeof value !== 'function') return false;
  try {
    new (new Proxy(value, { construct: () => ({}) }) as unknown as new () => object)();
    return true;
  } catch {
    return false;
  }
}

/** The name of a value in a message, much as V8 has it. It runs no code of the value's. */
export function describe(value: unknown): string {
  if (typeof value === 'function') return apply(functionToString, value, []) as string;
  if (!isObject(value)) return StringOf(value);
  return isArray(value) ? '[object Array]' : '#<Object>';
}

const functionToString = Function.prototype.toString;

/** What `next` of an iterator returns must be an object. */
export function checkResult(result: unknown): void {
  if (!isObject(result)) throw new TypeError(`Iterator result ${describe(result)} is not an object`);
}

export function noInitial(): never {
  throw new TypeError('Reduce of empty array with no initial value');
}
