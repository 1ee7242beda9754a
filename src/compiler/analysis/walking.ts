/** What the walk over a file carries along: what it has found out, and where it is. */
import type { Analysis } from '../analysis.js';
import type { Node } from '../ast.js';
import type { Scope } from '../scope.js';

export type Walk = (node: Node | null | undefined, scope: Scope) => void;

export class Walking {
  readonly facts: Analysis;
  /** Goes on into a node. */
  readonly walk: Walk;
  /** Names in the parameters that are being walked; null outside of any. */
  mentioned: Set<string> | null = null;
  /** Uses of `arguments` that were noted already. */
  readonly argumentsSeen = new Set<Node>();

  constructor(facts: Analysis, walk: (w: Walking, node: Node | null | undefined, scope: Scope) => void) {
    this.facts = facts;
    this.walk = (node, scope) => walk(this, node, scope);
  }
}
