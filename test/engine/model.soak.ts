/** Many more runs of model.test.ts, against engines of every capacity. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compiled, SHRUNK } from './compiled.js';
import { engineIsLikeModel } from './model-property.js';

it.each([
  ['shrunken', SHRUNK],
  ['real', {}],
])('does what the plain model does with %s capacities', async (_, define) => {
  const module = await compiled('actors', { debug: true, define });
  const result = fc.check(engineIsLikeModel(module), { numRuns: 30_000 });
  expect(result.failed, fc.defaultReportMessage(result) ?? '').toBe(false);
});
