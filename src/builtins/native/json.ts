/** Natives of JSON, and what they know that user code does not: the text that each value was parsed from. */
import { apply, type Callable, create, nativeOf, ObjectCtor } from './natives.js';

export const nativeParse = nativeOf(JSON, 'parse') as Callable;
export const nativeStringify = nativeOf(JSON, 'stringify') as Callable;
const nativeIsRaw = nativeOf(JSON, 'isRawJSON');
const numberValueOf = nativeOf(Number.prototype, 'valueOf');
const stringValueOf = nativeOf(String.prototype, 'valueOf');
const booleanValueOf = nativeOf(Boolean.prototype, 'valueOf');
const bigintValueOf = nativeOf(BigInt.prototype, 'valueOf');

export const keysOf = ObjectCtor.keys as (value: unknown) => string[];

/** What was parsed: the value as it was at first, with the text of a primitive and the records of what an object holds. */
export interface ParseRecord {
  value: unknown;
  source: unknown;
  members: Record<string, ParseRecord> | undefined;
}

/** Whether a reviver gets a third argument with the source text here. */
export const givesSource = ((): boolean => {
  let gives = false;
  nativeParse('0', (_key: unknown, _value: unknown, context: unknown) => {
    gives = context !== undefined;
  });
  return gives;
})();

/** Parses, with a record of everything if revivers get it. */
export function parseWithRecords(text: unknown): { value: unknown; record: ParseRecord | undefined } {
  if (!givesSource) return { value: nativeParse(text), record: undefined };
  const found = new Map<unknown, Record<string, ParseRecord>>();
  const value = nativeParse(text, function (this: unknown, key: string, value: unknown, context: { source: unknown }) {
    let members = found.get(this);
    if (members === undefined) {
      members = create(null) as Record<string, ParseRecord>;
      found.set(this, members);
    }
    members[key] = { value, source: context.source, members: found.get(value) };
    return value;
  } as Callable);
  // The root's holder is seen by nobody else; the record of the root is the one that was made last.
  let root: ParseRecord | undefined;
  for (const members of found.values()) root = members[''] ?? root;
  return { value, record: root };
}

const dataMethods = [numberValueOf, stringValueOf, booleanValueOf, bigintValueOf];

/** 0 to 3 for an object around a number, string, boolean or bigint; -1 for any other. */
export function boxKind(value: unknown): number {
  if (!mayBeBoxed(value)) return -1;
  for (let kind = 0; kind < 4; kind++) {
    try {
      apply(dataMethods[kind], value, []);
      return kind;
    } catch {
      // It is not of this kind.
    }
  }
  return -1;
}

type Test = (value: unknown) => boolean;
interface Process {
  getBuiltinModule?: (name: string) => { types: { isBoxedPrimitive: Test } } | undefined;
}

/** Four thrown errors for each object are too many; Node tells. */
const mayBeBoxed: Test =
  (globalThis as { process?: Process }).process?.getBuiltinModule?.('node:util')?.types.isBoxedPrimitive ??
  (() => true);

/** The value of the primitive in an object of kind 2 or 3. */
export function unboxed(value: unknown, kind: number): unknown {
  return apply(dataMethods[kind], value, []);
}

export function isRawJson(value: unknown): boolean {
  return nativeIsRaw?.(value) === true;
}

/** The string in quotes. */
export function quote(text: string): string {
  return nativeStringify(text) as string;
}

/** Whether compiled code has a toJSON that may park; else the native can serialize what has no replacer function. */
export const toJson = { mayPark: false };
