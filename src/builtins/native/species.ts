/** ArraySpeciesCreate, but for the construction. */
import { ArrayCtor, type Constructor, type Indexed } from './natives.js';
import { isForeignArray, isObject } from './objects.js';

/**
 * What makes the result of a method of an array: undefined stands for a plain array. What is no constructor fails in `new`.
 * The ordinary case is short, so that it is inlined.
 */
export function speciesOf(array: Indexed): Constructor | undefined {
  const own: unknown = array.constructor;
  const species = own === plain ? ((own as unknown as Indexed)[Symbol.species] ?? undefined) : rare.speciesIn(own);
  return species === plain ? undefined : (species as Constructor | undefined);
}

// A constant of this module, which an imported name is not for the optimiser; the object: general/rare.ts says why.
const plain = ArrayCtor;
const rare = {
  speciesIn(own: unknown): unknown {
    if (isForeignArray(own)) return undefined;
    return isObject(own) ? (own[Symbol.species] ?? undefined) : own;
  },
};
