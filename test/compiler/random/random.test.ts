// Some random programs in every test run; `npm run fuzz -- --n 100000` runs many.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import { randomProgram } from './program.ts';
import { Tape } from './tape.ts';

describe('random programs', () => {
  it('log the same natively and compiled, wherever they park', { timeout: 120_000 }, () => {
    const tapes = fc.uint8Array({ minLength: 100, maxLength: 700, size: 'max' });
    fc.assert(
      fc.property(tapes, fc.nat(), (bytes, seed) => {
        const text = randomProgram(new Tape(bytes));
        expect(check(text, seed), text).toBeNull();
      }),
      // shrinking a failure takes its time: what is smallest by then is shown
      { numRuns: 300, interruptAfterTimeLimit: 100_000 },
    );
  });
});
