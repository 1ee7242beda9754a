/** Array.prototype: find, findIndex, findLast, findLastIndex, in the ordinary case (see each.ts). Holes count as undefined. */
import { rare } from '../general/rare.js';
import { type Callback, isArray, type List } from '../native/objects.js';

export const { find, findIndex, findLast, findLastIndex } = {
  find(this: List, callback: Callback, thisArg: unknown = undefined): unknown {
    if (thisArg !== undefined || typeof callback !== 'function' || !isArray(this)) {
      return rare.find(this, callback, thisArg);
    }
    let n = this.length;
    if (n >>> 0 !== n) n = rare.toLength(n);
    for (let i = 0; i < n; i++) {
      const value = this[i];
      if (callback(value, i, this)) return value;
    }
    return undefined;
  },

  findIndex(this: List, callback: Callback, thisArg: unknown = undefined): number {
    if (thisArg !== undefined || typeof callback !== 'function' || !isArray(this)) {
      return rare.findIndex(this, callback, thisArg);
    }
    let n = this.length;
    if (n >>> 0 !== n) n = rare.toLength(n);
    for (let i = 0; i < n; i++) {
      if (callback(this[i], i, this)) return i;
    }
    return -1;
  },

  findLast(this: List, callback: Callback, thisArg: unknown = undefined): unknown {
    if (thisArg !== undefined || typeof callback !== 'function' || !isArray(this)) {
      return rare.findLast(this, callback, thisArg);
    }
    let n = this.length;
    if (n >>> 0 !== n) n = rare.toLength(n);
    for (let i = n - 1; i >= 0; i--) {
      const value = this[i];
      if (callback(value, i, this)) return value;
    }
    return undefined;
  },

  findLastIndex(this: List, callback: Callback, thisArg: unknown = undefined): number {
    if (thisArg !== undefined || typeof callback !== 'function' || !isArray(this)) {
      return rare.findLastIndex(this, callback, thisArg);
    }
    let n = this.length;
    if (n >>> 0 !== n) n = rare.toLength(n);
    for (let i = n - 1; i >= 0; i--) {
      if (callback(this[i], i, this)) return i;
    }
    return -1;
  },
};
