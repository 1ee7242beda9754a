/**
 * The engine against the plain model: the same random commands to both, everything that can be seen compared after
 * each. The engine is a debug build with shrunken capacities, so its invariants are walked after each call as well.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compiled, SHRUNK } from './compiled.js';
import { engineIsLikeModel } from './model-property.js';

it('does what the plain model does, whatever the commands', async () => {
  const module = await compiled('actors', { debug: true, define: SHRUNK });
  const result = fc.check(engineIsLikeModel(module), { numRuns: 300 });
  expect(result.failed, fc.defaultReportMessage(result) ?? '').toBe(false);
}, 60_000);
