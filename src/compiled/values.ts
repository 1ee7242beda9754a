/** Steps of the language that have no text of their own, for constructs that the compiler takes apart. */
import { helpers } from './helpers.js';

/** ToPropertyKey, once: what an object stands for as a key. */
export function key(value: unknown): PropertyKey {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'symbol') return value;
  for (const own of Reflect.ownKeys({ [value as PropertyKey]: 0 })) return own;
  throw new Error('unreachable: an object with one key has none');
}

/** What a pattern takes apart: anything but undefined and null. */
export function object(value: unknown): unknown {
  if (value === undefined || value === null) {
    throw new TypeError(`Cannot destructure '${String(value)}' as it is ${String(value)}.`);
  }
  return value;
}

/** `{...rest}` of a pattern that has named the other keys. */
export function rest(value: object, named: PropertyKey[]): object {
  const taken = new Set(named.map((one) => (typeof one === 'symbol' ? one : String(one))));
  const found = {};
  const from: object = Object(value);
  for (const one of Reflect.ownKeys(from)) {
    if (taken.has(one) || !Reflect.getOwnPropertyDescriptor(from, one)?.enumerable) continue;
    const content: unknown = (from as Record<PropertyKey, unknown>)[one];
    Object.defineProperty(found, one, { value: content, writable: true, enumerable: true, configurable: true });
  }
  return found;
}

/** The names that for-in goes through, as they are at its start. */
export function keys(value: unknown): string[] {
  const found: string[] = [];
  for (const one in value as object) found.push(one);
  return found;
}

/** for-in leaves out what was deleted meanwhile. */
export function hasKey(value: unknown, name: string): boolean {
  return name in Object(value);
}

/** An assignment to a variable that may not be initialised: the value has been computed, the variable is looked at now. */
export function put(value: unknown, current: () => unknown, name: string): unknown {
  return current() === helpers.TDZ ? helpers.tdz(name) : value;
}

/** Stands for a method that is none: the arguments are evaluated before the call fails. */
export function no(text: string): () => never {
  return () => {
    throw new TypeError(`${text} is not a function`);
  };
}

/** A place that a pattern can assign to. */
export function to(set: (value: unknown) => void): { v: unknown } {
  return {
    set v(value: unknown) {
      set(value);
    },
  };
}

/** Evaluates all; the last one counts. */
export function all(...values: unknown[]): unknown {
  return values[values.length - 1];
}

/** Runs a call of a place that cannot be left, in a build with the option `storm`: no storm begins inside it. */
export function calm(call: () => unknown, kind: number, name: string): unknown {
  helpers.noStorm++;
  try {
    return helpers.b(call(), kind, name);
  } finally {
    helpers.noStorm--;
  }
}
