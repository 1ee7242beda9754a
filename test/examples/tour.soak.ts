// What `npm start` shows.
import { expect, it } from 'vitest';
import { linesOf } from './lines.ts';

it('the tour shows the examples, and ends with what a switch costs', async () => {
  const lines = await linesOf('tour.mjs', { GREENSPOOL_BENCH_QUICK: '1' });
  expect(lines.filter((line) => line.startsWith('──'))).toHaveLength(11);
  const costs = lines.slice(lines.findLastIndex((line) => line.startsWith('──')));
  for (const row of ['wasm-lazy', 'wasm-stock', 'js-generator', 'generator-next', 'yield-star', 'await']) {
    expect(costs.some((line) => line.trim().startsWith(`${row} `))).toBe(true);
  }
});
