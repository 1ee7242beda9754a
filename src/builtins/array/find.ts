/** Array.prototype: find, findIndex, findLast, findLastIndex, in the ordinary case (see each.ts). Holes count as undefined. */
import {
  findIndex as findIndexOf,
  findLastIndex as findLastIndexOf,
  findLast as findLastOf,
  find as findOf,
} from '../general/find.js';
import { type Callback, isArray, type List, toLength } from '../native/objects.js';

export const { find, findIndex, findLast, findLastIndex } = {
  find(this: List, callback: Callback, thisArg?: unknown): unknown {
    if (thisArg !== undefined || typeof callback !== 'function' || !isArray(this)) {
      return findOf(this, callback, thisArg);
    }
    let n = this.length;
    if (n >>> 0 !== n) n = toLength(n);
    for (let i = 0; i < n; i++) {
      const value = this[i];
      if (callback(value, i, this)) return value;
    }
    return undefined;
  },

  findIndex(this: List, callback: Callback, thisArg?: unknown): number {
    if (thisArg !== undefined || typeof callback !== 'function' || !isArray(this)) {
      return findIndexOf(this, callback, thisArg);
    }
    let n = this.length;
    if (n >>> 0 !== n) n = toLength(n);
    for (let i = 0; i < n; i++) {
      if (callback(this[i], i, this)) return i;
    }
    return -1;
  },

  findLast(this: List, callback: Callback, thisArg?: unknown): unknown {
    if (thisArg !== undefined || typeof callback !== 'function' || !isArray(this)) {
      return findLastOf(this, callback, thisArg);
    }
    let n = this.length;
    if (n >>> 0 !== n) n = toLength(n);
    for (let i = n - 1; i >= 0; i--) {
      const value = this[i];
      if (callback(value, i, this)) return value;
    }
    return undefined;
  },

  findLastIndex(this: List, callback: Callback, thisArg?: unknown): number {
    if (thisArg !== undefined || typeof callback !== 'function' || !isArray(this)) {
      return findLastIndexOf(this, callback, thisArg);
    }
    let n = this.length;
    if (n >>> 0 !== n) n = toLength(n);
    for (let i = n - 1; i >= 0; i--) {
      if (callback(this[i], i, this)) return i;
    }
    return -1;
  },
};
