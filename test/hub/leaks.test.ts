import { expect, it } from 'vitest';
import { cycles } from '../helpers/cycles.js';

it('memory is flat over a million greenlets that parked and returned, failed or were killed', async () => {
  const [before, after] = await cycles(1000, 1000);
  expect(after.nAlive).toBe(0);
  expect(after.engineBytes).toBe(before.engineBytes);
  expect(after.heapBytes - before.heapBytes).toBeLessThan(2e6);
});
