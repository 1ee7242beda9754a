/**
 * Array.prototype: forEach, some, every, for a callback of a list without thisArg. What is not that goes to the general version.
 *
 * Such functions are kept so small that V8 inlines them together with their callback, as it does with its own: they have one
 * place that may park. They are methods, because natives are no constructors either, and proxies of arrays are welcome: what
 * is done to the list is what the standard says. The general version returns to the caller of these, so a park in it
 * passes through.
 */
import { rare } from '../general/rare.js';
import { type Callback, isArray, type List } from '../native/objects.js';

export const { forEach, some, every } = {
  forEach(this: List, callback: Callback, thisArg: unknown = undefined): void {
    if (thisArg !== undefined || typeof callback !== 'function' || !isArray(this)) {
      return rare.forEach(this, callback, thisArg);
    }
    let n = this.length;
    if (n >>> 0 !== n) n = rare.toLength(n);
    for (let i = 0; i < n; i++) {
      if (!(i in this)) continue;
      callback(this[i], i, this);
    }
  },

  some(this: List, callback: Callback, thisArg: unknown = undefined): boolean {
    if (thisArg !== undefined || typeof callback !== 'function' || !isArray(this)) {
      return rare.some(this, callback, thisArg);
    }
    let n = this.length;
    if (n >>> 0 !== n) n = rare.toLength(n);
    for (let i = 0; i < n; i++) {
      if (!(i in this)) continue;
      if (callback(this[i], i, this)) return true;
    }
    return false;
  },

  every(this: List, callback: Callback, thisArg: unknown = undefined): boolean {
    if (thisArg !== undefined || typeof callback !== 'function' || !isArray(this)) {
      return rare.every(this, callback, thisArg);
    }
    let n = this.length;
    if (n >>> 0 !== n) n = rare.toLength(n);
    for (let i = 0; i < n; i++) {
      if (!(i in this)) continue;
      if (!callback(this[i], i, this)) return false;
    }
    return true;
  },
};
