/** SerializeJSONProperty and its parts: the replacer and toJSON may be the user's and may park. */
import { boxKind, isRawJson, keysOf, quote, unboxed } from '../native/json.js';
import { apply, type Callable, type Indexed, isArray, StringOf } from '../native/natives.js';
import { addElement, isCallable, isObject, lengthOf } from '../native/objects.js';
import { textOf } from '../native/strings.js';

export interface Serializer {
  replacer: Callable | undefined;
  /** The only names that objects may have, if they are given. */
  keys: string[] | undefined;
  gap: string;
  indent: string;
  /** The objects that we are inside of. */
  stack: unknown[];
}

/** The text of `holder[key]`; undefined if it has none. */
export function serialize(serializer: Serializer, key: string, holder: Indexed): string | undefined {
  let value = holder[key];
  if (isObject(value) || typeof value === 'bigint') {
    const { toJSON } = value as { toJSON?: unknown };
    if (isCallable(toJSON)) value = apply(toJSON, value, [key]);
  }
  const { replacer } = serializer;
  if (replacer !== undefined) value = apply(replacer, holder, [key, value]);
  if (isObject(value)) {
    if (isRawJson(value)) return value.rawJSON as string;
    const kind = boxKind(value);
    if (kind === 0) value = +(value as unknown as number);
    else if (kind === 1) value = textOf(value);
    else if (kind > 1) value = unboxed(value, kind);
  }
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return value - value === 0 ? StringOf(value) : 'null';
  if (value === null || typeof value === 'boolean') return StringOf(value);
  if (typeof value === 'bigint') throw new TypeError('Do not know how to serialize a BigInt');
  if (typeof value !== 'object') return undefined;
  return serializeMembers(serializer, value as Indexed);
}

function serializeMembers(serializer: Serializer, value: Indexed): string {
  const { stack, indent, gap } = serializer;
  for (let i = 0; i < stack.length; i++) {
    if (stack[i] === value) throw new TypeError('Converting circular structure to JSON');
  }
  addElement(stack, stack.length, value);
  serializer.indent = indent + gap;
  const list = isArray(value);
  const parts = list ? serializeElements(serializer, value) : serializeProperties(serializer, value);
  const text = join(parts, gap === '' ? ',' : `,\n${serializer.indent}`);
  stack.length--;
  const inside = gap === '' || parts.length === 0 ? text : `\n${serializer.indent}${text}\n${indent}`;
  serializer.indent = indent;
  return list ? `[${inside}]` : `{${inside}}`;
}

function serializeElements(serializer: Serializer, list: Indexed): string[] {
  const parts: string[] = [];
  const length = lengthOf(list);
  for (let i = 0; i < length; i++) addElement(parts, i, serialize(serializer, StringOf(i), list) ?? 'null');
  return parts;
}

function serializeProperties(serializer: Serializer, object: Indexed): string[] {
  const keys = serializer.keys ?? keysOf(object);
  const colon = serializer.gap === '' ? ':' : ': ';
  const parts: string[] = [];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    const text = serialize(serializer, key, object);
    if (text !== undefined) addElement(parts, parts.length, quote(key) + colon + text);
  }
  return parts;
}

function join(parts: string[], separator: string): string {
  let text = '';
  for (let i = 0; i < parts.length; i++) text += i === 0 ? parts[i] : separator + parts[i];
  return text;
}
