/** Array.prototype: reduce, reduceRight, in the ordinary case (see each.ts). */
import { reduce as reduceOf, reduceRight as reduceRightOf } from '../general/reduce.js';
import { isArray, type List, noInitial, toLength } from '../native/objects.js';

type Reducer = (result: unknown, value: unknown, key: number, list: unknown) => unknown;

export const { reduce, reduceRight } = {
  reduce(this: List, callback: Reducer, ...initial: unknown[]): unknown {
    if (typeof callback !== 'function' || !isArray(this)) return reduceOf(this, callback, initial);
    let n = this.length;
    if (n >>> 0 !== n) n = toLength(n);
    let i = 0;
    let result = initial[0];
    if (initial.length === 0) {
      while (i < n && !(i in this)) i++;
      if (i === n) return noInitial();
      result = this[i++];
    }
    for (; i < n; i++) {
      if (i in this) result = callback(result, this[i], i, this);
    }
    return result;
  },

  reduceRight(this: List, callback: Reducer, ...initial: unknown[]): unknown {
    if (typeof callback !== 'function' || !isArray(this)) return reduceRightOf(this, callback, initial);
    let n = this.length;
    if (n >>> 0 !== n) n = toLength(n);
    let i = n - 1;
    let result = initial[0];
    if (initial.length === 0) {
      while (i >= 0 && !(i in this)) i--;
      if (i < 0) return noInitial();
      result = this[i--];
    }
    for (; i >= 0; i--) {
      if (i in this) result = callback(result, this[i], i, this);
    }
    return result;
  },
};
