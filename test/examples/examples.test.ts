// The examples are run as a reader would run them, and what they print is compared.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../examples/', import.meta.url));

async function linesOf(file: string, env = {}, before: string[] = [], after: string[] = []): Promise<string[]> {
  const options = { env: { ...process.env, ...env }, cwd: folder };
  const { stdout } = await promisify(execFile)(process.execPath, [...before, `${folder}${file}`, ...after], options);
  return stdout.trimEnd().split('\n');
}

/** The two ways to run a program of plain functions. */
const compiling = [
  ['greenspool run', [fileURLToPath(new URL('../../build/cli/index.js', import.meta.url)), 'run']],
  ['node --import greenspool/register', ['--import', 'greenspool/register']],
] as const;

const numbersIn = (line = '') => (line.match(/\d+/g) ?? []).map(Number);

describe('the examples', { timeout: 120_000 }, () => {
  it('pass values both ways between a producer and two consumers', async () => {
    expect(await linesOf('producer.mjs')).toEqual([
      'ada got tea and says: TEA, number 1 for ada',
      'bob got bread and says: BREAD, number 1 for bob',
      'ada got jam and says: JAM, number 2 for ada',
      'bob got milk and says: MILK, number 2 for bob',
      '4 items delivered',
    ]);
  });

  it('print 1 2 3 4 from two greenlets that switch to each other', async () => {
    expect(await linesOf('ping-pong.mjs')).toEqual([
      '1',
      '2',
      '3',
      '4',
      'even has ended, so its parent goes on',
      'odd is still suspended, even is dead',
    ]);
  });

  it.each(compiling)('print 1 2 3 4 from two plain functions that switch to each other: %s', async (_, before) => {
    expect(await linesOf('plain/greenlets.js', {}, [...before])).toEqual(['1', '2', '3', '4']);
  });

  it.each(compiling)('sleep and fetch at once in plain functions: %s', async (_, before) => {
    const lines = (await linesOf('plain/workers.ts', {}, [...before])).map(
      (line) => /^ *(\d+) ms {2}(.*)$/.exec(line)!,
    );
    const at = lines.map(([, ms]) => Number(ms));
    expect(lines.map(([, , text]) => text)).toEqual([
      'ada: step 1 of 2',
      'bob: step 1 of 3',
      'cyd: step 1 of 3',
      'ada: step 2 of 2',
      'bob: step 2 of 3',
      'cyd: step 2 of 3',
      'bob: step 3 of 3',
      'cyd: step 3 of 3',
      'eight steps of 60 ms are done',
      'an answer that took 100 ms',
      'an answer that took 200 ms',
      'an answer that took 300 ms',
      'an answer that took 400 ms',
      '4 URLs that took 1000 ms in all are there, 104 bytes',
    ]);
    expect(at[8]).toBeGreaterThanOrEqual(3 * 60 - 1); // timers may fire a fraction of a millisecond early
    expect(at[8]).toBeLessThan(8 * 60);
    expect(at[13]! - at[8]!).toBeGreaterThanOrEqual(400 - 1);
    expect(at[13]! - at[8]!).toBeLessThan(1000);
  });

  it('interleave three workers that sleep', async () => {
    const lines = await linesOf('workers.mjs');
    expect(lines.slice(0, -1)).toEqual([
      'ada: step 1 of 2',
      'bob: step 1 of 3',
      'cyd: step 1 of 4',
      'ada: step 2 of 2',
      'bob: step 2 of 3',
      'cyd: step 2 of 4',
      'bob: step 3 of 3',
      'cyd: step 3 of 4',
      'cyd: step 4 of 4',
      'ada made 2 steps',
      'bob made 3 steps',
      'cyd made 4 steps',
    ]);
    expect(numbersIn(lines.at(-1)).at(-1)).toBeGreaterThanOrEqual(4 * 30);
  });

  it('fetch many URLs in about the time of the slowest', async () => {
    const lines = await linesOf('urls.mjs');
    expect(lines[0]).toMatch(/^20 URLs, \d+ bytes$/);
    const [slowest, sum, elapsed] = numbersIn(lines[1]) as [number, number, number];
    expect(elapsed).toBeGreaterThanOrEqual(slowest - 1); // timers may fire a fraction of a millisecond early
    expect(elapsed).toBeLessThan(sum / 2);
  });

  it('run greenlets of an AssemblyScript program beside JavaScript ones', async () => {
    const lines = await linesOf('sieve.mjs');
    expect(lines).toHaveLength(3);
    expect(lines).toContain('meanwhile a JavaScript greenlet runs');
    expect(lines.filter((line) => line.startsWith('prime'))).toEqual([
      'prime number 10 is 29',
      'prime number 500 is 3571',
    ]);
  });

  it('hash folders at once by a synchronous program that was not modified, with the results of plain node', async () => {
    const folders = ['plain', 'programs', 'hashing', '../docs'];
    const run = [fileURLToPath(new URL('../../build/cli/index.js', import.meta.url)), 'run', '--patch'];
    const [plain, patched] = await Promise.all([
      linesOf('hashing/hash.cjs', {}, [], folders),
      linesOf('hashing/at-once.mjs', {}, run, folders),
    ]);
    expect(plain).toHaveLength(4);
    expect(patched).toEqual([...plain, '4 folders at once, 0 calls held up the others']);
  });

  it('are all shown by the tour, which ends with what a switch costs', async () => {
    const lines = await linesOf('tour.mjs', { GREENSPOOL_BENCH_QUICK: '1' });
    expect(lines.filter((line) => line.startsWith('──'))).toHaveLength(8);
    const costs = lines.slice(lines.findLastIndex((line) => line.startsWith('──')));
    for (const row of ['wasm-lazy', 'wasm-stock', 'js-generator', 'generator-next', 'yield-star', 'await']) {
      expect(costs.some((line) => line.trim().startsWith(`${row} `))).toBe(true);
    }
  });
});
