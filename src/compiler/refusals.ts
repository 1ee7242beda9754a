/** Sources that cannot be compiled, and the errors that say so. */
import { GreenspoolError } from '../errors/greenspool-error.js';
import type { Analysis } from './analysis.js';

/** Compiled code reads these two globals in every function. */
const RESERVED = ['$gs', '$gsm'];

export function refuseReserved(analysis: Analysis, filename: string): void {
  const isPrivate = analysis.privateNames.has('$gs');
  const name = isPrivate ? '#$gs' : RESERVED.find((one) => analysis.names.has(one) || analysis.users.has(one));
  if (name === undefined) return;
  throw new GreenspoolError({
    code: 'GS_RESERVED_NAME',
    tried: `compile ${filename}`,
    stopped: `it uses the name ${name}, which compiled code needs for itself`,
    fix: 'Rename it, or exclude the file from compilation',
  });
}

export function nestedTooDeeply(filename: string, cause: RangeError): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_TOO_DEEP',
    tried: `compile ${filename}`,
    stopped: 'it is nested too deeply for the native stack (more than about a thousand levels)',
    fix: 'Exclude the file from compilation, or start Node with a larger `--stack-size`',
    cause,
  });
}
