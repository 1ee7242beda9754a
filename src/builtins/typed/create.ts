/** TypedArrayCreate and TypedArraySpeciesCreate: the constructor may be the user's, so what it makes is checked. */
import type { Constructor, Indexed } from '../native/natives.js';
import { isConstructor, isObject } from '../native/objects.js';
import { checkTypedArray, defaultConstructor, holdsBigInts, typedLength } from '../native/typed-arrays.js';

/** A typed array of that constructor with at least `length` elements. */
export function createTyped(Ctor: Constructor, length: number): Indexed {
  const array = new Ctor(length);
  checkTypedArray(array);
  if (typedLength(array) < length)
    throw new TypeError('Derived TypedArray constructor created an array which was too small');
  return array;
}

/** The one for the result of a method of `original`. */
export function createSameTyped(original: Indexed, length: number): Indexed {
  const usual = defaultConstructor(original);
  const Species = speciesOf(original, usual);
  const array = createTyped(Species, length);
  if (Species !== usual && holdsBigInts(array) !== holdsBigInts(original)) {
    throw new TypeError('Content type of the new typed array differs from that of the original');
  }
  return array;
}

/** SpeciesConstructor. */
function speciesOf(original: Indexed, usual: Constructor): Constructor {
  const own = original.constructor;
  if (own === undefined) return usual;
  if (!isObject(own)) throw new TypeError('The .constructor property is not an object');
  const species = own[Symbol.species];
  if (species === undefined || species === null || species === usual) return usual;
  if (!isConstructor(species)) throw new TypeError('object.constructor[Symbol.species] is not a constructor');
  return species as Constructor;
}
