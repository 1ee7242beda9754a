/** ArraySpeciesCreate. */
import { ArrayCtor, type Constructor, type Indexed, isArray } from '../native/natives.js';
import { isForeignArray, isObject } from '../native/objects.js';

/** What makes the result of a method of `original`: undefined stands for a plain array. What is no constructor fails in `new`. */
export function speciesOf(original: Indexed): Constructor | undefined {
  if (!isArray(original)) return undefined;
  let species: unknown = original.constructor;
  if (species !== ArrayCtor && isForeignArray(species)) return undefined;
  if (isObject(species)) {
    species = species[Symbol.species];
    if (species === null) return undefined;
  }
  return species === ArrayCtor ? undefined : (species as Constructor | undefined);
}
