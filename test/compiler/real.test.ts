// Real programs compiled, also in storm mode: the same result as natively. real.soak.ts runs the large ones.
import { describe, expect, it } from 'vitest';
import { runReal } from './real/loader.ts';
import { small } from './real/programs.ts';

describe.each(small)('$name', (program) => {
  const { result } = runReal(program, 'native');

  it('gives the same result when it is compiled', { timeout: 60_000 }, () => {
    expect(result.length).toBeGreaterThan(500);
    expect(runReal(program, 'compiled').result).toBe(result);
  });

  it('gives the same result when every call unwinds and is resumed', { timeout: 120_000 }, () => {
    const outcome = runReal(program, 'storm');
    expect(outcome.result).toBe(result);
    expect(outcome.storms).toBeGreaterThan(1000);
  });
});
