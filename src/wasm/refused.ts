import { GreenspoolError } from '../errors/greenspool-error.js';

/** The error for a module that cannot be hosted. */
export function refused(code: string, stopped: string, fix: string, cause?: unknown): GreenspoolError {
  return new GreenspoolError({ code, tried: 'instantiate a wasm module', stopped, fix, cause });
}
