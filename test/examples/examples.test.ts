// The examples are run as a reader would run them, and what they print is compared.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { linesOf } from './lines.ts';

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

  it('fetch many URLs in plain code, a few at a time', async () => {
    const lines = await linesOf('plain/fetch-many.js', {}, [...compiling[0][1]]);
    expect(lines[0]).toBe('30 URLs, the first took 50 ms, the last 79 ms');
    const [elapsed, serial] = numbersIn(lines[1]) as [number, number];
    expect(elapsed).toBeGreaterThanOrEqual(50 + 65 - 2); // two rounds of fifteen; timers may fire a fraction of a millisecond early
    expect(elapsed).toBeLessThan(serial / 2);
  });

  it('forward a port, in both directions', async () => {
    expect(await linesOf('plain/port-forwarder.js', {}, [...compiling[1][1]])).toEqual([
      'HELLO!',
      'IS ANYBODY THERE!',
      'that was all',
      'closed',
    ]);
  });

  it('let two guests chat', async () => {
    const lines = await linesOf('plain/chat.ts', {}, [...compiling[0][1]]);
    expect(lines.filter((line) => line.startsWith('ann hears'))).toEqual([
      'ann hears   ann has come; here are ann',
      'ann hears   bob has come; here are ann and bob',
      'ann hears   bob: hello ann',
      'ann hears   bob: good, and in a hurry',
      'ann hears   bob has gone',
    ]);
    expect(lines.filter((line) => line.startsWith('bob hears'))).toEqual([
      'bob hears   bob has come; here are ann and bob',
      'bob hears   ann: hello bob',
      'bob hears   ann: how are you?',
    ]);
    expect(lines.at(-1)).toBe('the server is closed, and nobody is in it: true');
  });

  it('count primes on all cores in plain functions', async () => {
    const [, before] = compiling[0];
    expect(await linesOf('plain/primes.js', {}, [...before])).toEqual([
      '33860 primes below 400000: 5133, 4459, 4256, 4136, 4060, 3953, 3980, 3883',
      'a stretched password: 3971c4c497348658',
      'RangeError: at least one round',
      'stopped after 50 ms',
      'and 6 times 7 is still 42',
      'another greenlet ran meanwhile: true',
    ]);
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

  it('serve an Express app with blocking handlers, many at once', async () => {
    const lines = await linesOf('express/main.js', { EXAMPLE_DATABASE: 'sqlite' }, [...compiling[0][1]]);
    expect(lines.slice(0, 3)).toEqual([
      '200 {"report":"about greenspool"}',
      '201 {"n":2}',
      '200 {"name":"bob"} 404 {"error":"there is no user 3"}',
    ]);
    const [byNode, byUs] = lines.slice(3, 5).map((line) => numbersIn(line).at(-1)) as [number, number];
    expect(byNode).toBeGreaterThan(10 * 50);
    expect(byUs).toBeLessThan(byNode);
    expect(lines[5]).toMatch(/^10 users from SQLite at once, by us: \d+ ms$/);
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
});
