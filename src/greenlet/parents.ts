/** Who may be whose parent, and which of them gets a result. */

import { GreenspoolError } from '../errors/greenspool-error.js';
import { badArgument } from '../errors/misuse.js';
import { AWAY, KIND } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import type { Greenlet } from './greenlet.js';
import { checkGreenlet } from './refusals.js';

export function checkParent(child: Greenlet, parent: unknown): Greenlet {
  if (child.parent === null) throw badArgument('parent', `${child.name} has no parent and cannot get one`, parent);
  const wanted = checkGreenlet('set parent', parent);
  for (let one: Greenlet | null = wanted; one !== null; one = one.parent) {
    if (one !== child) continue;
    throw new GreenspoolError({
      code: 'GS_PARENT_CYCLE',
      tried: `make ${wanted.name} the parent of ${child.name}`,
      stopped: `${child.name} is an ancestor of ${wanted.name}, so a result would go round for ever`,
      fix: 'Choose a parent that does not descend from the child',
    });
  }
  return wanted;
}

/**
 * A child's result is for a parent that waits in a switch, or has not started. One that waits for something else (the
 * hub resumed the child) goes on with that; the result stays for whoever joins or gets it.
 */
export function canTake(parent: Greenlet): boolean {
  if (parent._kind === KIND.MAIN) return machine.mainWaits;
  if (parent._kind === KIND.HUB) return false;
  return parent._away !== AWAY.NO || !parent.started;
}

export function livingAncestor(parent: Greenlet | null): Greenlet {
  let one = parent;
  while (one?.dead) one = one.parent;
  return one as Greenlet;
}
