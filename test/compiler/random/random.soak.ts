// Batches of random programs with seeds of their own. `npm run fuzz` does the same in parallel, and makes failures small.
import { describe, expect, it } from 'vitest';
import { check, programOf } from './check.ts';

const batches = Array.from({ length: 20 }, (_, i) => ({ seed: 100 + i }));

describe('random programs, batch after batch', () => {
  it.each(batches)('log the same natively and compiled (seed $seed)', ({ seed }) => {
    for (let i = 0; i < 500; i++) {
      const text = programOf(seed, i);
      expect(check(text, i), `program ${i}\n${text}`).toBeNull();
    }
  });
});
