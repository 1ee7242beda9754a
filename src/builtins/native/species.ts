/** ArraySpeciesCreate, but for the construction. */
import { ArrayCtor, type Constructor, type Indexed } from './natives.js';
import { isForeignArray, isObject } from './objects.js';

/**
 * What makes the result of a method of an array: undefined stands for a plain array. What is no constructor fails in `new`.
 * The ordinary case is short, so that it is inlined.
 */
export function speciesOf(array: Indexed): Constructor | undefined {
  const own: unknown = array.constructor;
  const species = own === ArrayCtor ? ((own as unknown as Indexed)[Symbol.species] ?? undefined) : speciesIn(own);
  return species === ArrayCtor ? undefined : (species as Constructor | undefined);
}

function speciesIn(own: unknown): unknown {
  if (isForeignArray(own)) return undefined;
  return isObject(own) ? (own[Symbol.species] ?? undefined) : own;
}
