/**
 * Who made whom. A greenlet that makes others gets a node, to which they point; all nodes of a tree share its locals.
 * A node forgets its greenlet when that one ends, so children do not keep it (gevent: a weak reference).
 *
 *     first ◀─ node ◀─ second ◀─ node ◀─ third        first was made outside all greenlets
 *                └───────────────┴──▶ tree { locals }
 */
import { type Continuation, KIND } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { getCurrent } from './current.js';
import type { Greenlet } from './greenlet.js';

/** Values that the greenlets of a spawn tree share. */
export type TreeLocals = Record<PropertyKey, unknown>;

export interface SpawnNode {
  greenlet: Greenlet | null;
  readonly tree: { locals: TreeLocals | null };
}

/** The node of the greenlet that runs; null outside all greenlets. */
export function currentNode(): SpawnNode | null {
  const { current } = machine as { current: Continuation | null }; // null while the main greenlet is being made
  if (current === null || current._kind === KIND.HUB) return null;
  const c = getCurrent();
  return c._kind < KIND.MAIN ? nodeOf(c) : null;
}

function nodeOf(greenlet: Greenlet): SpawnNode {
  const known = greenlet._rare.spawnNode as SpawnNode | null;
  if (known !== null) return known;
  const node: SpawnNode = { greenlet, tree: greenlet._spawner?.tree ?? { locals: null } };
  greenlet._ownRare.spawnNode = node;
  return node;
}

export function treeOf(greenlet: Greenlet): TreeLocals {
  const { tree } = greenlet._spawner ?? nodeOf(greenlet);
  tree.locals ??= Object.create(null) as TreeLocals;
  return tree.locals;
}

/** Its greenlet is over. */
export function disown(node: { greenlet: object | null } | null): void {
  if (node !== null) node.greenlet = null;
}
