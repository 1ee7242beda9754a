/** Whether an array is iterated over in the ordinary way, so that an index does the same. */
const { values } = Array.prototype;
const iteratorPrototype = Object.getPrototypeOf([][Symbol.iterator]()) as { next: unknown };
const { next } = iteratorPrototype;

export function array(value: unknown): boolean {
  return Array.isArray(value) && value[Symbol.iterator] === values && iteratorPrototype.next === next;
}
