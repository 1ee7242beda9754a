/** Array.prototype: map, filter, flatMap, in the ordinary case (see each.ts): the result is a plain array. */

import { rare } from '../general/rare.js';
import type { Indexed } from '../native/natives.js';
import { addElement, type Callback, isArray, type List, newArray } from '../native/objects.js';
import { speciesOf } from '../native/species.js';

export const { map, filter, flatMap } = {
  map(this: List, callback: Callback, thisArg: unknown = undefined): unknown {
    if (thisArg !== undefined || typeof callback !== 'function' || !isArray(this)) {
      return rare.map(this, callback, thisArg);
    }
    let n = this.length;
    if (n >>> 0 !== n) n = rare.toLength(n);
    const Species = speciesOf(this);
    if (Species !== undefined) return rare.mapInto(this, callback, n, Species);
    const result = newArray(n);
    for (let i = 0; i < n; i++) {
      if (!(i in this)) continue;
      const value = callback(this[i], i, this);
      // Written out, as are those below: a function would share what it learns of the elements with all its callers.
      if (i in result) rare.createProperty(result, i, value);
      else result[i] = value;
    }
    return result;
  },

  filter(this: List, callback: Callback, thisArg: unknown = undefined): unknown {
    if (thisArg !== undefined || typeof callback !== 'function' || !isArray(this)) {
      return rare.filter(this, callback, thisArg);
    }
    let n = this.length;
    if (n >>> 0 !== n) n = rare.toLength(n);
    const Species = speciesOf(this);
    if (Species !== undefined) return rare.filterInto(this, callback, n, Species);
    const result = [] as unknown as Indexed;
    let to = 0;
    for (let i = 0; i < n; i++) {
      if (!(i in this)) continue;
      const value = this[i];
      if (!callback(value, i, this)) continue;
      if (to in result) rare.createProperty(result, to, value);
      else result[to] = value;
      to++;
    }
    return result;
  },

  flatMap(this: List, callback: Callback, thisArg: unknown = undefined): unknown {
    if (thisArg !== undefined || typeof callback !== 'function' || !isArray(this)) {
      return rare.flatMap(this, callback, thisArg);
    }
    let n = this.length;
    if (n >>> 0 !== n) n = rare.toLength(n);
    const Species = speciesOf(this);
    if (Species !== undefined) return rare.flatMapInto(this, callback, n, Species);
    const result: unknown[] = [];
    for (let i = 0; i < n; i++) {
      if (!(i in this)) continue;
      const value = callback(this[i], i, this);
      if (isArray(value)) rare.appendAll(result, value as List);
      else addElement(result, result.length, value);
    }
    return result;
  },
};
