/**
 * The normal form of a function that may be left: every call that may park is a statement of its own (a site), control
 * flow stays structured, all else is text. The fast version, the resume version and the generator form are printed from it.
 */
import type { Node } from './ast.js';
import type { Text } from './output.js';

export type Statement =
  | { type: 'text'; text: Text }
  /** `$t = call`, then the test of the mode. */
  | { type: 'site'; id: number; call: Text; setup: Text; node: Node; isSuper: boolean }
  | { type: 'if'; test: Text; yes: Statement[]; no: Statement[] }
  /** For ever, until something in it leaves. */
  | { type: 'loop'; label: string | null; body: Statement[] }
  | { type: 'label'; name: string; body: Statement[] }
  | { type: 'switch'; label: string | null; value: Text; index: string; cases: Case[] }
  /** `error` holds what was caught while the handler runs; the finalizer is native, and only in generators. */
  | {
      type: 'try';
      body: Statement[];
      error: string;
      flag: string;
      handler: Statement[] | null;
      finalizer: Statement[] | null;
    };

export interface Case {
  /** null: default. */
  test: Text | null;
  body: Statement[];
}

/** As they stand before a statement: `a:b` for `a: b: for (...)`. */
export function labelsOf(labels: readonly string[]): string | null {
  return labels.length === 0 ? null : labels.join(':');
}

/** First and last site of what can be entered in the middle. */
export interface Range {
  low: number;
  high: number;
}

const ranges = new WeakMap<Statement, Range | null>();

export function rangeOf(statement: Statement): Range | null {
  let range = ranges.get(statement);
  if (range === undefined) {
    range = computeRange(statement);
    ranges.set(statement, range);
  }
  return range;
}

export function rangeOfAll(statements: Statement[]): Range | null {
  return join(statements.map(rangeOf));
}

function computeRange(statement: Statement): Range | null {
  switch (statement.type) {
    case 'text':
      return null;
    case 'site':
      return { low: statement.id, high: statement.id };
    case 'if':
      return join([rangeOfAll(statement.yes), rangeOfAll(statement.no)]);
    case 'loop':
    case 'label':
      return rangeOfAll(statement.body);
    case 'switch':
      return join(statement.cases.map((one) => rangeOfAll(one.body)));
    default:
      return join([statement.body, statement.handler ?? [], statement.finalizer ?? []].map(rangeOfAll));
  }
}

function join(ranges: (Range | null)[]): Range | null {
  const known = ranges.filter((one) => one !== null);
  if (known.length === 0) return null;
  return { low: Math.min(...known.map((one) => one.low)), high: Math.max(...known.map((one) => one.high)) };
}
