/** Whether an array is iterated over in the ordinary way, so that an index does the same. */
export const arrayValues = Array.prototype.values;
const iteratorPrototype = Object.getPrototypeOf([][Symbol.iterator]()) as { next: unknown };
const { next } = iteratorPrototype;

export function array(value: unknown): boolean {
  return list(value) && value[Symbol.iterator] === arrayValues;
}

/** The same when its `[Symbol.iterator]` is known to be `arrayValues`. */
export function list(value: unknown): value is unknown[] {
  return Array.isArray(value) && iteratorPrototype.next === next;
}
