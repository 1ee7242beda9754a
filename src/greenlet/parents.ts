/** Who may be whose parent. */

import { GreenspoolError } from '../errors/greenspool-error.js';
import { badArgument } from '../errors/misuse.js';
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
