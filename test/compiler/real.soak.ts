// The large ones: TypeScript's compiler and Babel.
import { describe, expect, it } from 'vitest';
import { runReal } from './real/loader.ts';
import { large } from './real/programs.ts';

describe.each(large)('$name', (program) => {
  const { result } = runReal(program, 'native');

  it.each(['compiled', 'storm'] as const)('gives the same result %s', (mode) => {
    const outcome = runReal(program, mode);
    expect(outcome.result).toBe(result);
    const { before, after, compileMs, runMs, storms } = outcome;
    console.log(program.name, mode, { before, after, compileMs, runMs, storms });
  });
});
