/** How the pass refuses an input, and what it says when a promise of Binaryen's output is broken. */
import { GreenspoolError } from '../../errors/greenspool-error.js';

/** Refused input, or a failed build. All codes are listed in docs/errors.md. */
export class InstrumentError extends GreenspoolError {
  override get name(): string {
    return 'InstrumentError';
  }
}

/** `stopped` and `fix` are sentences without their full stop. */
export function refusal(code: string, stopped: string, fix: string, cause?: unknown): InstrumentError {
  return new InstrumentError({ code, tried: 'instrumenting the module', stopped, fix, cause });
}

/** What we relied on in the output of Binaryen does not hold: wrong code would be the alternative. */
export function brokenPattern(what: string): InstrumentError {
  return refusal(
    'GS_WASM_PATTERN',
    `what Binaryen's Asyncify made of it is not as expected: ${what}`,
    'Use the version of binaryen that greenspool was tested with, and report this module',
  );
}
