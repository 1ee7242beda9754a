import { configure, type Greenlet, GreenspoolError, run, sleep, spawn } from 'greenspool';
import { expect, it } from 'vitest';
import { codeOf } from '../helpers/code-of.js';

const MIB = 1 << 20;

function* sleeps() {
  yield sleep(1e9);
}

it('at the memory limit a call fails with a code, what exists goes on, and memory that is given back can be used again', async () => {
  configure({ memoryLimit: 3 * MIB });
  await sleep(1); // the engine's first timers
  const parked: Greenlet[] = [];
  let error: unknown;
  try {
    for (let i = 0; i < 1_000_000; i++) parked.push(spawn(sleeps));
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(GreenspoolError);
  expect((error as GreenspoolError).code).toBe('GS_OUT_OF_MEMORY');
  expect(parked.length).toBeGreaterThan(10_000);
  for (const g of parked) g.kill(undefined, { block: false });
  expect(
    await run(function* () {
      yield sleep(1);
      return 'alive';
    }),
  ).toBe('alive');
  const again = Array.from({ length: parked.length }, () => spawn(() => 1));
  await again.at(-1);
  expect(again.every((g) => g.successful())).toBe(true);
});

it('a timer that does not fit fails its call only', async () => {
  const sleepers: Greenlet[] = [];
  const codes = new Set<string>();
  const sleeper = function* () {
    try {
      yield sleep(60_000);
    } catch (error) {
      codes.add((error as GreenspoolError).code);
    }
  };
  for (let i = 0; i < 15_000; i++) sleepers.push(spawn(sleeper));
  await run(function* () {
    yield sleep(0);
  });
  expect([...codes]).toEqual(['GS_OUT_OF_MEMORY']);
  for (const g of sleepers) g.kill(undefined, { block: false });
  await run(() => 1);
  expect(sleepers.every((g) => g.dead)).toBe(true);
});

it('cannot be changed once the engine runs', () => {
  expect(codeOf(() => configure({ memoryLimit: MIB }))).toBe('GS_ENGINE_IN_USE');
});
