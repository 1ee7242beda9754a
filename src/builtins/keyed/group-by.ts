/** Object.groupBy and Map.groupBy. */
import { closeQuietly, openIter, stepIter } from '../iteration.js';
import { getOfMap, mapHasKey, setOfMap } from '../native/keyed.js';
import { create, type Indexed } from '../native/natives.js';
import { addElement, callableOf, createProperty, describe, propertyKeyOf } from '../native/objects.js';

export function objectGroupBy(items: unknown, callback: unknown): unknown {
  const groups = groupBy(items, callback, propertyKeyOf);
  const result = create(null) as Indexed;
  for (let i = 0; i < groups.length; i++) {
    const { key, elements } = groups[i] as Group;
    createProperty(result, key as PropertyKey, elements);
  }
  return result;
}

export function mapGroupBy(items: unknown, callback: unknown): unknown {
  const groups = groupBy(items, callback, mapKey);
  const result = new Map<unknown, unknown>();
  for (let i = 0; i < groups.length; i++) {
    const { key, elements } = groups[i] as Group;
    setOfMap(result, key, elements);
  }
  return result;
}

interface Group {
  key: unknown;
  elements: unknown[];
}

/** The groups in the order of their first elements. */
function groupBy(items: unknown, callback: unknown, keyOf: (value: unknown) => unknown): Group[] {
  if (items === undefined || items === null) throw new TypeError(`${items} is not iterable`);
  const call = callableOf(callback);
  const record = openIter(items, describe(items));
  const groups: Group[] = [];
  const byKey = new Map<unknown, unknown[]>();
  for (let k = 0; ; k++) {
    const value = stepIter(record);
    if (record.done) return groups;
    try {
      const key = keyOf(call(value, k));
      if (!mapHasKey(byKey, key)) {
        const elements: unknown[] = [];
        setOfMap(byKey, key, elements);
        addElement(groups, groups.length, { key, elements });
      }
      const elements = getOfMap(byKey, key) as unknown[];
      addElement(elements, elements.length, value);
    } catch (error) {
      closeQuietly(record);
      throw error;
    }
  }
}

function mapKey(value: unknown): unknown {
  return value === 0 ? 0 : value;
}
