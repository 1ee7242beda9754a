/** ArraySpeciesCreate. */
import { ArrayCtor, type Constructor, type Indexed, isArray } from '../native/natives.js';
import { isObject } from '../native/objects.js';

/** What makes the result of a method of `original`: undefined stands for a plain array. */
export function speciesOf(original: Indexed): Constructor | undefined {
  if (!isArray(original)) return undefined;
  let species: unknown = original.constructor;
  if (isObject(species)) species = species[Symbol.species];
  return species === null || species === ArrayCtor ? undefined : (species as Constructor | undefined);
}
