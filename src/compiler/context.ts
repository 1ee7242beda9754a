/** What all passes over one file share, and what is known while one function is printed. */

import type { Analysis } from './analysis.js';
import type { Node } from './ast.js';
import type { Lowering } from './lower/lowering.js';
import type { Lines, Text } from './output.js';
import type { Fn } from './scope.js';
import type { Sites } from './sites.js';

export interface Settings {
  filename: string;
  sourceType: 'module' | 'commonjs' | 'script';
  isStorm: boolean;
  runtime: string;
  quiet: readonly string[];
  position: (line: number, column: number) => [number, number];
}

/** Why a function cannot be left (the second argument of `$gs.b`). */
export const BARRIER = {
  TOP_LEVEL: 0,
  ASYNC: 1,
  ACCESSOR: 2,
  INITIALISER: 3,
  COERCION: 4,
  DYNAMIC: 5,
  PARAMETER: 6,
  EXECUTOR: 7,
} as const;

export interface File {
  readonly source: string;
  readonly settings: Settings;
  readonly analysis: Analysis;
  readonly sites: Sites;
  readonly lines: Lines;
  /** Tells this file's resume functions from those of others. */
  readonly id: string;
  /** Begins all generated local names; no name of the source begins with it and goes on like one of ours. */
  readonly prefix: string;
  /** Resume functions and template objects that stand at the end of the file. */
  readonly tail: Text[];
  /** Name and position of each function, then the position of each of its sites. */
  readonly table: (string | number)[][];
}

/** Something that `break` or `continue` can go to, or a `finally` that a jump has to pass through. */
export type Target =
  | { type: 'loop'; labels: string[]; continueTo: string | null; breakTo: string | null }
  | { type: 'switch'; labels: string[] }
  | { type: 'label'; labels: string[] }
  | { type: 'finally'; finally: Finally };

/** A `finally` in the normal form: what the block was left with is kept until the finalizer is over. */
export interface Finally {
  label: string;
  completion: string;
  value: string;
  /** Jumps out of the block, with the number that stands for each. */
  exits: { code: number; kind: 'return' | 'break' | 'continue'; label: string | null }[];
}

export interface Context {
  readonly fn: Fn;
  /** Set while the function is printed in normal form. */
  readonly lowering: Lowering | null;
  /** The reason that calls cannot be left here, or null where there are none left to print. */
  barrier: number | null;
  targets: Target[];
  /** Text for nodes that were evaluated before the statement they stand in. */
  readonly replaced: Map<Node, Text>;
}

export function newContext(fn: Fn, lowering: Lowering | null, barrier: number | null): Context {
  return { fn, lowering, barrier, targets: [], replaced: new Map() };
}
