/** Iterator.from: an iterator that inherits from Iterator.prototype, wrapped if need be. */
import type { IteratorRecord } from '../iteration.js';
import { pickReturn } from '../native/iterators.js';
import { getOfWeakMap, setOfWeakMap } from '../native/keyed.js';
import { apply, create, defineProperty, type Indexed, IteratorPrototype, nativeOf } from '../native/natives.js';
import { describe, methodOf } from '../native/objects.js';
import { openFlattenable } from './flattenable.js';

const nativeIsPrototypeOf = nativeOf(Object.prototype, 'isPrototypeOf');
const wrapped = new WeakMap<object, IteratorRecord>();
const prototype = create(IteratorPrototype) as Indexed;

export function from(value: unknown): unknown {
  const record = openFlattenable(value, true);
  if (apply(nativeIsPrototypeOf, IteratorPrototype, [record.it])) return record.it;
  const wrapper = create(prototype) as object;
  setOfWeakMap(wrapped, wrapper, record);
  return wrapper;
}

function next(this: unknown): unknown {
  const record = recordIn(this, 'next');
  return apply(record.next, record.it, []);
}

function close(this: unknown): unknown {
  const { it } = recordIn(this, 'return');
  const method = methodOf(it, 'return');
  if (method === undefined) return { value: undefined, done: true };
  return apply(pickReturn(method), it, []);
}

function recordIn(wrapper: unknown, method: string): IteratorRecord {
  const record = getOfWeakMap(wrapped, wrapper) as IteratorRecord | undefined;
  if (record !== undefined) return record;
  throw new TypeError(`%WrapForValidIteratorPrototype%.${method} called on incompatible receiver ${describe(wrapper)}`);
}

defineProperty(close, 'name', { value: 'return', configurable: true });
defineProperty(prototype, 'next', { value: next, writable: true, configurable: true });
defineProperty(prototype, 'return', { value: close, writable: true, configurable: true });
