/**
 * The natives that the built-ins use, captured when this module is loaded, so that a program that patches a prototype
 * later does not change what they do.
 *
 * Files of this directory are not compiled: nothing in them calls code of the user that may park. (What they may call
 * are accessors, proxies' traps and coercions, and in those a park is refused wherever it is tried.)
 */
export type Callable = (...args: unknown[]) => unknown;
export type Constructor = new (...args: unknown[]) => Indexed;
/** Any object, seen as something with numbered properties. */
export type Indexed = { [key: number]: unknown; [key: string]: unknown; [key: symbol]: unknown };

/** A call that no patch of Function.prototype and no property of the function can change. */
export const apply = Reflect.apply as (target: unknown, self: unknown, args: ArrayLike<unknown>) => unknown;
export const defineProperty = Reflect.defineProperty as (target: unknown, key: PropertyKey, d: object) => boolean;
export const deleteProperty = Reflect.deleteProperty as (target: unknown, key: PropertyKey) => boolean;
export const getOwnPropertyDescriptor = Reflect.getOwnPropertyDescriptor;
export const getPrototypeOf = Reflect.getPrototypeOf as (target: unknown) => unknown;
export const ownKeys = Reflect.ownKeys;
export const ObjectCtor: ObjectConstructor = Object;
export const create: (prototype: unknown) => unknown = Object.create as never;
export const isSame: (a: unknown, b: unknown) => boolean = Object.is;
export const isNotANumber: (value: unknown) => boolean = Number.isNaN;
export const isArray = Array.isArray as (value: unknown) => boolean;
export const ArrayCtor = Array as unknown as Constructor;
export const ArrayPrototype: unknown = Array.prototype;
export const StringOf: (value: unknown) => string = String;

const members = (owner: unknown): Record<PropertyKey, unknown> =>
  owner === undefined || owner === null ? {} : (owner as Record<PropertyKey, unknown>);

/** `owner[key]` as it was at load; undefined if this engine has no such thing. */
export function nativeOf(owner: unknown, key: PropertyKey): Callable | undefined {
  const member = members(owner)[key];
  return typeof member === 'function' ? (member as Callable) : undefined;
}

/** The getter of an accessor as it was at load. */
export function nativeGetter(owner: unknown, key: PropertyKey): Callable {
  return getOwnPropertyDescriptor(owner as object, key)?.get as Callable;
}

const global = globalThis as unknown as Record<string, unknown>;
export const TypedArrayCtor = getPrototypeOf(Uint8Array);
export const TypedArrayPrototype = (TypedArrayCtor as { prototype: unknown }).prototype;
export const IteratorCtor = global.Iterator;
export const ArrayIteratorPrototype = getPrototypeOf([].values());
export const IteratorPrototype = getPrototypeOf(ArrayIteratorPrototype) as Indexed;
export const MapIteratorPrototype = getPrototypeOf(new Map().values());
export const SetIteratorPrototype = getPrototypeOf(new Set().values());
export const StringIteratorPrototype = getPrototypeOf(''[Symbol.iterator]());

type IsProxy = (value: unknown) => boolean;
interface Process {
  getBuiltinModule?: (name: string) => { types: { isProxy: IsProxy } } | undefined;
}

/** Whether it is a proxy, as far as can be known: outside Node nothing tells, so there anything may be one. */
export const mayBeProxy: IsProxy =
  (global.process as Process | undefined)?.getBuiltinModule?.('node:util')?.types.isProxy ?? (() => true);
