// Thousands of random programs, in batches with seeds of their own: a failure names the seed, and shrinks.
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkProgram, makeProgram } from './differential.ts';
import { randomCheck } from './random-check.ts';

const batches = Array.from({ length: 20 }, (_, i) => ({
  seed: 1000 + i,
  optimize: (['none', 'speed', 'size', 'none'] as const)[i % 4] ?? 'none',
}));

describe('random programs, batch after batch', () => {
  it.each(batches)('behave the same (seed $seed, optimised for $optimize)', ({ seed, optimize }) => {
    fc.assert(
      fc.property(randomCheck(optimize), ({ tape, ...check }) => checkProgram(makeProgram(tape), check)),
      { numRuns: 250, seed },
    );
  });
});
