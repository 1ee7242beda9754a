// Rings of greenlets that wait for each other are found while others run, and one of them is let out.
import { DeadlockError, type Greenlet, hub, onError, RLock, sleep, spawn, withTimeout } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkForRings } from '../../build/explain/ring-watch.js';
import { evaluate } from '../compiler/evaluate.ts';
import { codeOf } from '../helpers/code-of.js';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.js';
import { TinyLock } from '../helpers/tiny-lock.js';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  hub.ringCheckMs = 0; // the tests look themselves
  ({ loop, restore } = withManualLoop());
});
afterEach(() => {
  restore();
  hub.ringCheckMs = 1000;
});

type Body = (first: TinyLock, second: TinyLock, log: string[]) => unknown;

function* generatorBody(first: TinyLock, second: TinyLock, log: string[]): Generator {
  yield first.acquire();
  try {
    yield sleep(1);
    yield second.acquire();
    log.push('both');
    second.release();
  } finally {
    log.push('finally');
    first.release();
  }
}

async function asyncBody(first: TinyLock, second: TinyLock, log: string[]): Promise<void> {
  await first.acquire();
  try {
    await sleep(1);
    await second.acquire();
    log.push('both');
    second.release();
  } finally {
    log.push('finally');
    first.release();
  }
}

const compiledBody = (
  evaluate(`(sleep) => function compiledBody(first, second, log) {
    first.acquire();
    try {
      sleep(1);
      second.acquire();
      log.push('both');
      second.release();
    } finally {
      log.push('finally');
      first.release();
    }
  }`) as (s: typeof sleep) => Body
)(sleep);

const bodies: [string, Body][] = [
  ['generator', generatorBody],
  ['async', asyncBody],
  ['compiled', compiledBody],
];
const pairs = bodies.flatMap(([a, one]) => bodies.map(([b, two]) => [a, b, one, two] as const));

/** Lets `ms` pass, and the promises of async bodies settle before and after. */
async function pass(ms: number): Promise<void> {
  for (let i = 0; i < 10; i++) {
    loop.advance(i === 5 ? ms : 0);
    await new Promise((done) => setImmediate(done));
  }
}

function crossed(one: Body, two: Body) {
  const [a, b] = [new TinyLock('a'), new TinyLock('b')];
  const log: string[] = [];
  const greenlets = [spawn(one, a, b, log), spawn(two, b, a, log)] as [Greenlet, Greenlet];
  for (const g of greenlets) g.link(() => undefined); // their failures are seen
  return { log, greenlets, locks: [a, b] as const };
}

describe('a ring of locks, while others run', () => {
  it.each(pairs)(
    'of a %s and a %s body is broken up: one gets the error, the other both locks',
    async (_a, _b, one, two) => {
      const { log, greenlets } = crossed(one, two);
      const other = spawn(function* () {
        for (;;) yield sleep(1);
      });
      await pass(2);
      checkForRings();
      await pass(1000);
      expect(log).toEqual([]);
      checkForRings();
      await pass(0);
      expect(log).toEqual(['finally', 'both', 'finally']);
      const failures = greenlets.flatMap((g) => g.exception ?? []) as DeadlockError[];
      expect(failures.map((error) => error instanceof DeadlockError && error.code)).toEqual(['GS_DEADLOCK']);
      expect([...failures[0]!.cycle].sort()).toEqual(greenlets.map((g) => g.name).sort());
      expect(failures[0]!.message).toMatch(/it waits for Lock [ab] \(held by \w+#\d+\), in a ring/);
      other.kill(undefined, { block: false });
      loop.flush();
    },
  );

  it('is left alone when somebody breaks it up before the second look', async () => {
    const { log, greenlets } = crossed(generatorBody, generatorBody);
    await pass(2);
    checkForRings();
    greenlets[0].kill(undefined, { block: false });
    await pass(0);
    checkForRings();
    await pass(0);
    expect(log).toEqual(['finally', 'both', 'finally']);
    expect(greenlets.map((g) => g.successful())).toEqual([true, true]);
  });

  it('is no ring while one of the waits has a timeout', async () => {
    const [a, b] = [new TinyLock('a'), new TinyLock('b')];
    const patient = spawn(function* (): Generator<unknown, unknown, unknown> {
      yield a.acquire();
      yield sleep(1);
      const got = yield b.acquire(5000);
      a.release();
      return got;
    });
    const other = spawn(generatorBody, b, a, []);
    await pass(2);
    for (let i = 0; i < 3; i++) checkForRings();
    await pass(5000);
    expect([patient.value, other.successful()]).toEqual([false, true]);
  });

  it('that forms anew in another wait is looked at twice again', async () => {
    const { greenlets, locks } = crossed(generatorBody, generatorBody);
    await pass(2);
    checkForRings();
    for (const g of greenlets) g.kill(undefined, { block: false });
    await pass(0);
    expect(locks.map((lock) => lock.owner)).toEqual([null, null]);
    const again = [spawn(generatorBody, locks[0], locks[1], []), spawn(generatorBody, locks[1], locks[0], [])];
    await pass(2);
    checkForRings();
    await pass(0);
    expect(again.map((g) => g.dead)).toEqual([false, false]);
    for (const g of again) g.kill(undefined, { block: false });
    await pass(0);
  });

  it('of three who join each other is found', async () => {
    const ring: Greenlet[] = [1, 2, 0].map((next) =>
      spawn(function* (): Generator {
        yield ring[next]!.get();
      }),
    );
    for (const g of ring) g.link(() => undefined);
    await pass(0);
    checkForRings();
    checkForRings();
    await pass(0);
    // one is let out, and the others get his failure through get()
    expect(new Set(ring.map((g) => g.exception)).size).toBe(1);
    expect((ring[0]!.exception as DeadlockError).cycle).toHaveLength(3);
  });

  it('is left alone while a Timeout will end it', async () => {
    const [a, b] = [new RLock(), new RLock()];
    const seen: unknown[] = [];
    const cross = function* (one: RLock, other: RLock, ms: number): Generator {
      yield one.acquire();
      yield sleep(1);
      try {
        yield withTimeout(ms, function* () {
          yield other.acquire();
        });
        seen.push('got it');
      } catch (error) {
        seen.push((error as Error).name);
      }
      one.release();
    };
    const both = [spawn(cross, a, b, 10), spawn(cross, b, a, 20)];
    await pass(2);
    checkForRings();
    checkForRings();
    await pass(20);
    expect(seen).toEqual(['Timeout', 'got it']);
    expect(both.every((g) => g.dead)).toBe(true);
  });

  it('is reported when nobody waits for the one that is let out', async () => {
    const seen: unknown[] = [];
    const before = onError((error) => void seen.push((error as DeadlockError).code));
    const [a, b] = [new TinyLock('a'), new TinyLock('b')];
    spawn(generatorBody, a, b, []);
    spawn(generatorBody, b, a, []);
    await pass(2);
    checkForRings();
    checkForRings();
    await pass(0);
    onError(before);
    expect(seen).toEqual(['GS_DEADLOCK']);
  });

  it('is nothing that goes on by itself: joins, sleepers, promises, and whoever waits for those', async () => {
    const sleeper = spawn(function* () {
      yield sleep(5000);
      return 'slept';
    });
    const joiner = spawn(function* () {
      return yield sleeper.get();
    });
    const promised = spawn(function* () {
      return yield joiner.then();
    });
    await pass(1);
    for (let i = 0; i < 3; i++) checkForRings();
    await pass(5000);
    expect([joiner.value, promised.value]).toEqual(['slept', 'slept']);
  });
});

describe('hub.ringCheckMs', () => {
  it.each([-1, Number.NaN, '5', null])('cannot be %s', (ms) => {
    expect(codeOf(() => Object.assign(hub, { ringCheckMs: ms }))).toBe('GS_BAD_ARGUMENT');
    expect(hub.ringCheckMs).toBe(0);
  });
});
