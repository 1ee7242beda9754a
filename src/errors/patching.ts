/** Errors of greenspool/monkey. */
import { GreenspoolError } from './greenspool-error.js';

/** The object that has the function is frozen, or the property is. */
export function cannotPatch(label: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_CANNOT_PATCH',
    tried: `patch ${label}`,
    stopped:
      'the object that has it is frozen, so no other function can take its place; nothing of its module was changed',
    fix: 'Patch before it is frozen, and do not start Node with --frozen-intrinsics',
  });
}
