/** Destructuring: in declarations, parameters, loop heads and assignments. */
import { iterable, key, number, object, park } from './expressions.ts';
import type { Maker } from './maker.ts';

/** A pattern that declares new names (they are in scope afterwards, by `names`), without its value. */
export interface Pattern {
  readonly text: string;
  readonly names: string[];
  /** An array pattern wants an iterable. */
  readonly isArray: boolean;
}

export function declaringPattern(m: Maker, d: number): Pattern {
  const names: string[] = [];
  const leaf = () => {
    const name = m.fresh();
    names.push(name);
    return name;
  };
  const isArray = m.oneIn(2);
  return { text: pattern(m, d, leaf, isArray), names, isArray };
}

/** `([a, b.c = 1] = ...)` on targets that exist. */
export function assignmentPattern(m: Maker, d: number): string {
  const isArray = m.oneIn(2);
  const target = () =>
    m.choose(
      () => m.variable('num', true) ?? `${object(m, 1)}.a`,
      () => `${object(m, d)}.${key(m)}`,
      () => `${object(m, d)}[${park(m, `'${key(m)}'`)}]`,
    );
  return `(${pattern(m, d, target, isArray)} = ${isArray ? iterable(m, d) : somewhat(object(m, d))})`;
}

function pattern(m: Maker, d: number, leaf: () => string, isArray: boolean): string {
  const element = () => {
    if (d > 1 && m.oneIn(5)) return nested(m, d - 1, leaf);
    return m.oneIn(3) ? `${leaf()} = ${number(m, d)}` : leaf();
  };
  const n = 1 + m.below(3);
  const parts = Array.from({ length: n }, () => (isArray ? (m.oneIn(6) ? '' : element()) : property(m, element)));
  if (m.oneIn(4)) parts.push(`...${leaf()}`);
  return isArray ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`;
}

function property(m: Maker, element: () => string): string {
  return m.oneIn(4) ? `[${park(m, `'${key(m)}'`)}]: ${element()}` : `${key(m)}: ${element()}`;
}

/** The inner pattern has a default, so that it rarely meets undefined. */
function nested(m: Maker, d: number, leaf: () => string): string {
  const isArray = m.oneIn(2);
  return `${pattern(m, d, leaf, isArray)} = ${isArray ? iterable(m, 1) : somewhat(object(m, 1))}`;
}

/** Of undefined, V8 finds out only when it reads the first property: after the target, which the standard evaluates later. */
const somewhat = (value: string) => `(${value} ?? {})`;
