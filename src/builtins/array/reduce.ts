/** Array.prototype: reduce, reduceRight, in the ordinary case (see each.ts). */
import { rare } from '../general/rare.js';
import { isArray, type List } from '../native/objects.js';

type Reducer = (result: unknown, value: unknown, key: number, list: unknown) => unknown;

export const { reduce, reduceRight } = {
  reduce(this: List, callback: Reducer, ...initial: unknown[]): unknown {
    if (typeof callback !== 'function' || !isArray(this)) return rare.reduce(this, callback, initial);
    let n = this.length;
    if (n >>> 0 !== n) n = rare.toLength(n);
    let i = 0;
    let result = initial[0];
    if (initial.length === 0) {
      while (i < n && !(i in this)) i++;
      if (i === n) return rare.noInitial();
      result = this[i++];
    }
    for (; i < n; i++) {
      if (i in this) result = callback(result, this[i], i, this);
    }
    return result;
  },

  reduceRight(this: List, callback: Reducer, ...initial: unknown[]): unknown {
    if (typeof callback !== 'function' || !isArray(this)) return rare.reduceRight(this, callback, initial);
    let n = this.length;
    if (n >>> 0 !== n) n = rare.toLength(n);
    let i = n - 1;
    let result = initial[0];
    if (initial.length === 0) {
      while (i >= 0 && !(i in this)) i--;
      if (i < 0) return rare.noInitial();
      result = this[i--];
    }
    for (; i >= 0; i--) {
      if (i in this) result = callback(result, this[i], i, this);
    }
    return result;
  },
};
