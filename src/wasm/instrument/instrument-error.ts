/** Refused input or a broken promise of the pass. `code` is stable; the message says what was tried, what stopped it, and the fix. */
export class InstrumentError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'InstrumentError';
    this.code = code;
  }
}

/** What we relied on in the output of Binaryen does not hold: wrong code would be the alternative. */
export function brokenPattern(what: string): InstrumentError {
  return new InstrumentError(
    'GS_WASM_PATTERN',
    `Splitting what Binaryen's Asyncify made stopped: ${what}. Use the binaryen version greenspool was tested with, and report this module.`,
  );
}
