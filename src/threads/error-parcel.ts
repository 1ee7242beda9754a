/**
 * Errors on their way out of a thread. Cloning one keeps its message and little else; so it is taken apart there and put together
 * again here, with its class (if this side knows it), name, own properties, cause, and the errors of an AggregateError.
 *
 *     thread: pack(error) ──plain data──▶ here: unpack(packed, classes known by name)
 * The class is the nearest one among the error's own and those it inherits from that is known: JavaScript's own, ours, and
 * what the pool was told (`errors`).
 */
import { inspect } from 'node:util';
import type { ErrorClass } from './error-classes.js';
import { canBeCloned } from './parcel.js';
import { withoutOurs } from './stack-text.js';

/** Anything that was thrown, or belongs to what was. */
export type Packed = { error: PackedError } | { value: unknown };

interface PackedError {
  /** Its classes, its own first. */
  classes: string[];
  name: string;
  message: string;
  stack: string | undefined;
  properties: Record<string, Packed>;
}

/** Causes of causes are kept so far. */
const MAX_DEPTH = 8;
/** Own properties that are no ordinary ones. */
const HIDDEN = ['cause', 'errors'];
const MADE_ANEW = new Set(['name', 'message', 'stack']);

export function pack(thrown: unknown, depth = 0): Packed {
  if (isError(thrown) && depth < MAX_DEPTH) return { error: packError(thrown, depth) };
  return { value: canBeCloned(thrown) ? thrown : inspect(thrown) };
}

/** Proxies, and errors of other realms, are what `instanceof` says of them. */
function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

function packError(error: Error, depth: number): PackedError {
  const properties: Record<string, Packed> = {};
  const hidden = HIDDEN.filter((key) => Object.hasOwn(error, key));
  for (const key of new Set([...Object.keys(error), ...hidden])) {
    if (!MADE_ANEW.has(key)) properties[key] = packProperty(error, key, depth);
  }
  const { name, message, stack } = error;
  return {
    classes: classesOf(error),
    name: `${name}`,
    message: `${message}`,
    stack: typeof stack === 'string' ? withoutOurs(stack) : undefined,
    properties,
  };
}

function packProperty(error: Error, key: string, depth: number): Packed {
  const value: unknown = Reflect.get(error, key);
  if (key === 'errors' && Array.isArray(value)) return { value: value.map((one) => pack(one, depth + 1)) };
  return pack(value, depth + 1);
}

function classesOf(error: Error): string[] {
  const names: string[] = [];
  for (let at: object | null = Object.getPrototypeOf(error); at !== null && at !== Object.prototype; ) {
    const maker: unknown = Reflect.get(at, 'constructor');
    if (typeof maker === 'function') names.push(maker.name);
    at = Object.getPrototypeOf(at);
  }
  return names;
}

export function unpack(packed: Packed, known: ReadonlyMap<string, ErrorClass>): unknown {
  return 'error' in packed ? unpackError(packed.error, known) : packed.value;
}

function unpackError(packed: PackedError, known: ReadonlyMap<string, ErrorClass>): Error {
  const error = bare(packed, known);
  define(error, 'stack', packed.stack);
  if (error.name !== packed.name) define(error, 'name', packed.name);
  for (const [key, property] of Object.entries(packed.properties)) {
    define(error, key, unpackProperty(key, property, known), !HIDDEN.includes(key));
  }
  return error;
}

/** A real error, as debuggers and `util.types.isNativeError` know them, whatever its class is. */
function bare({ classes, message, name }: PackedError, known: ReadonlyMap<string, ErrorClass>): Error {
  if (classes.includes('DOMException')) return new DOMException(message, name) as Error;
  const error = new Error(message);
  const found = classes.find((one) => known.has(one));
  if (found !== undefined) Object.setPrototypeOf(error, (known.get(found) as ErrorClass).prototype);
  return error;
}

function unpackProperty(key: string, packed: Packed, known: ReadonlyMap<string, ErrorClass>): unknown {
  const value = unpack(packed, known);
  return key === 'errors' && Array.isArray(value) ? value.map((one: Packed) => unpack(one, known)) : value;
}

function define(error: Error, key: string, value: unknown, enumerable = false): void {
  Object.defineProperty(error, key, { value, enumerable, writable: true, configurable: true });
}
