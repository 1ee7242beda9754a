// Some random programs in every test run; differential.soak.ts runs thousands.
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkProgram, makeProgram } from './differential.ts';
import { randomCheck } from './random-check.ts';

describe('random programs', () => {
  it('behave the same un-instrumented, in stock and in split mode, wherever they park', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(randomCheck('none'), ({ tape, ...check }) => checkProgram(makeProgram(tape), check)),
      { numRuns: 90 },
    );
  });

  it.each(['speed', 'size'] as const)(
    'behave the same when they are optimised for %s',
    { timeout: 120_000 },
    (optimize) => {
      fc.assert(
        fc.property(randomCheck(optimize), ({ tape, ...check }) => checkProgram(makeProgram(tape), check)),
        { numRuns: 20 },
      );
    },
  );
});
