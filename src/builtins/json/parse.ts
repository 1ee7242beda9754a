/** JSON.parse with a reviver. The text is parsed natively; then the values are walked from the leaves up. */

import { givesSource, keysOf, nativeParse, type ParseRecord, parseWithRecords } from '../native/json.js';
import {
  apply,
  type Callable,
  defineProperty,
  deleteProperty,
  type Indexed,
  isArray,
  isSame,
  StringOf,
} from '../native/natives.js';
import { isCallable, isObject, lengthOf } from '../native/objects.js';

export function parse(text: unknown, reviver?: unknown): unknown {
  if (!isCallable(reviver)) return nativeParse(text);
  const { value, record } = parseWithRecords(text);
  return revive({ '': value }, '', reviver, record);
}

/** InternalizeJSONProperty. A record is good only for as long as the reviver has not put something else in its place. */
function revive(holder: Indexed, key: string, reviver: Callable, record: ParseRecord | undefined): unknown {
  const value = holder[key];
  const known = record !== undefined && isSame(record.value, value) ? record : undefined;
  if (isObject(value)) {
    const keys = isArray(value) ? undefined : keysOf(value);
    const length = keys === undefined ? lengthOf(value) : keys.length;
    for (let i = 0; i < length; i++) {
      const name = keys === undefined ? StringOf(i) : (keys[i] as string);
      const element = revive(value, name, reviver, known?.members?.[name]);
      if (element === undefined) deleteProperty(value, name);
      else defineProperty(value, name, { value: element, writable: true, enumerable: true, configurable: true });
    }
  }
  if (!givesSource) return apply(reviver, holder, [key, value]);
  const context = known === undefined || isObject(value) ? {} : { source: known.source };
  return apply(reviver, holder, [key, value, context]);
}
