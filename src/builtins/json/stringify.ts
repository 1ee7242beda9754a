/**
 * JSON.stringify with a replacer function, or where a toJSON may park. Natively it is several times faster, so it is native
 * in all other cases.
 */
import { boxKind, nativeStringify, toJson } from '../native/json.js';
import { addToSet, setHasValue } from '../native/keyed.js';
import { type Callable, isArray } from '../native/natives.js';
import { addElement, isCallable, isObject, toInteger } from '../native/objects.js';
import { slice, textOf } from '../native/strings.js';
import { type Serializer, serialize } from './serialize.js';

export function stringify(value: unknown, replacer?: unknown, space?: unknown): unknown {
  const own = isCallable(replacer) || (toJson.mayPark && (isObject(value) || typeof value === 'bigint'));
  if (!own) return nativeStringify(value, replacer, space);
  const serializer: Serializer = {
    replacer: isCallable(replacer) ? (replacer as Callable) : undefined,
    keys: isArray(replacer) ? keyList(replacer as unknown[]) : undefined,
    gap: gapOf(space),
    indent: '',
    stack: [],
  };
  return serialize(serializer, '', { '': value });
}

/** The names that an array of them allows, each once. */
function keyList(list: unknown[]): string[] {
  const keys: string[] = [];
  const seen = new Set<unknown>();
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    const kind = isObject(item) ? boxKind(item) : -1;
    if (typeof item !== 'string' && typeof item !== 'number' && kind !== 0 && kind !== 1) continue;
    const key = textOf(item);
    if (setHasValue(seen, key)) continue;
    addToSet(seen, key);
    addElement(keys, keys.length, key);
  }
  return keys;
}

/** What each level is indented by. */
function gapOf(space: unknown): string {
  let value = space;
  const kind = isObject(value) ? boxKind(value) : -1;
  if (kind === 0) value = +(value as number);
  if (kind === 1) value = textOf(value);
  if (typeof value === 'string') return slice(value, 0, 10);
  if (typeof value !== 'number') return '';
  const n = toInteger(value);
  return n < 1 ? '' : slice('          ', 0, n > 10 ? 10 : n);
}
