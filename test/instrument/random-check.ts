/** The arbitrary of the differential test: the tape of a program, and the seed that decides who parks and who is resumed. */
import fc from 'fast-check';
import type { Check } from './differential.ts';

export const randomCheck = (optimize: Check['optimize']): fc.Arbitrary<Check & { readonly tape: Uint8Array }> =>
  fc.record({
    tape: fc.uint8Array({ minLength: 60, maxLength: 1500, size: 'max' }),
    seed: fc.integer({ min: 1, max: 2 ** 30 }),
    optimize: fc.constant(optimize),
  });
