/** Map.prototype.forEach and Set.prototype.forEach: what is added on the way is visited too, as the iterators do. */
import { entriesOfMap, nextOfMap, nextOfSet, valuesOfSet } from '../native/keyed.js';
import { callbackOf } from '../native/objects.js';

export const { forEach: mapForEach } = {
  forEach(this: unknown, callback: unknown, thisArg: unknown = undefined): void {
    const entries = entriesOfMap(this);
    const call = callbackOf(callback, thisArg);
    for (;;) {
      const { done, value } = nextOfMap(entries);
      if (done) return;
      call(value[1], value[0], this);
    }
  },
};

export const { forEach: setForEach } = {
  forEach(this: unknown, callback: unknown, thisArg: unknown = undefined): void {
    const values = valuesOfSet(this);
    const call = callbackOf(callback, thisArg);
    for (;;) {
      const { done, value } = nextOfSet(values);
      if (done) return;
      call(value, value, this);
    }
  },
};
