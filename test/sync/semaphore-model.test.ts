/**
 * Random acquires with timeouts, releases and kills at every point, against a list of who waits: permits go to the one who has
 * waited longest, and their number never changes.
 */
import fc from 'fast-check';
import { BoundedSemaphore, type Greenlet, GreenletExit, RLock, Semaphore, sleep, spawn } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

type Op =
  | { do: 'acquire'; timeout: number; how: 'acquire' | 'hold' }
  | { do: 'release' | 'flush' }
  | { do: 'kill'; at: number }
  | { do: 'advance'; ms: number };

const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('acquire' as const),
      timeout: fc.constantFrom(0, 3, 7, Number.POSITIVE_INFINITY),
      how: fc.constantFrom('acquire' as const, 'hold' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('release' as const, 'flush' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('kill' as const), at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(1, 5) }) },
);

type State = 'waiting' | 'granted' | 'holds' | 'timed out' | 'killed' | 'released';

/** Greenlets that acquire, and hold until main releases for one of them. */
class Run {
  readonly semaphore: Semaphore;
  readonly #permits: number;
  readonly #loop: ManualLoop;
  readonly #actors: Greenlet[] = [];
  /** What the library has told each. */
  readonly #told: State[] = [];
  readonly #model: { state: State; deadline: number }[] = [];
  #counter: number;
  #now = 0;

  constructor(loop: ManualLoop, semaphore: Semaphore, permits: number) {
    this.#loop = loop;
    this.semaphore = semaphore;
    this.#permits = this.#counter = permits;
  }

  do(op: Op): void {
    switch (op.do) {
      case 'acquire':
        return this.#acquire(op.how, op.timeout);
      case 'release':
        return this.#release();
      case 'kill':
        return this.#kill(op.at);
      case 'advance':
        this.#loop.advance(op.ms);
        this.#now += op.ms;
        this.#ran();
        for (const one of this.#in('waiting')) if (one.deadline <= this.#now) one.state = 'timed out';
        return;
      default:
        this.#loop.flush();
        this.#ran();
    }
  }

  check(): void {
    expect(this.semaphore.counter).toBe(this.#counter);
    const nOut = this.#in('holds').length + this.#in('granted').length;
    expect(this.#counter + nOut).toBe(this.#permits);
    expect(this.#counter > 0 && this.#in('waiting').length > 0).toBe(false);
  }

  end(): void {
    this.do({ do: 'flush' });
    const states = this.#model.map(({ state }) => (state === 'released' ? 'holds' : state));
    expect(states.map((_, at) => this.#told[at] ?? 'waiting')).toEqual(states);
  }

  #in(state: State): { state: State; deadline: number }[] {
    return this.#model.filter((one) => one.state === state);
  }

  #ran(): void {
    for (const one of this.#in('granted')) one.state = 'holds';
  }

  #acquire(how: 'acquire' | 'hold', timeout: number): void {
    const at = this.#actors.length;
    this.#actors.push(spawn(() => this.#body(at, how, timeout)));
    this.#loop.flush();
    this.#ran();
    const isFree = this.#counter > 0;
    if (isFree) this.#counter--;
    const state = isFree ? 'holds' : timeout === 0 ? 'timed out' : 'waiting';
    this.#model.push({ state, deadline: this.#now + timeout });
  }

  *#body(at: number, how: 'acquire' | 'hold', timeout: number): Generator<unknown, void, unknown> {
    try {
      const got = yield this.semaphore[how]({ timeout });
      this.#told[at] = got === false ? 'timed out' : 'holds';
    } catch (error) {
      this.#told[at] = error instanceof GreenletExit ? 'killed' : 'timed out';
    }
  }

  #release(): void {
    const holder = this.#in('holds')[0];
    if (holder === undefined) return;
    holder.state = 'released';
    this.semaphore.release();
    this.#handOn();
  }

  #handOn(): void {
    const next = this.#in('waiting')[0];
    if (next === undefined) this.#counter++;
    else next.state = 'granted';
  }

  #kill(at: number): void {
    if (this.#actors.length === 0) return;
    const actor = at % this.#actors.length;
    this.#actors[actor]?.kill(undefined, { block: false });
    const one = this.#model[actor];
    if (one === undefined || (one.state !== 'waiting' && one.state !== 'granted')) return;
    const wasGranted = one.state === 'granted';
    one.state = 'killed';
    if (wasGranted) this.#handOn();
  }
}

describe('semaphores do what a list of waiters does', () => {
  it.each(Object.entries({ Semaphore, BoundedSemaphore }))('%s', (_, Kind) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.array(op, { maxLength: 50 }), (permits, ops) => {
        const { loop, restore } = withManualLoop();
        try {
          const run = new Run(loop, new Kind(permits), permits);
          for (const one of ops) {
            run.do(one);
            run.check();
          }
          run.end();
        } finally {
          restore();
        }
      }),
      { numRuns: 600 },
    );
  });
});

describe('random greenlets that lock, sleep and are killed at random', () => {
  const step = fc.record({
    lock: fc.nat(2),
    ms: fc.nat(3),
    nested: fc.boolean(),
    timeout: fc.constantFrom(undefined, 2),
  });
  const body = fc.array(step, { maxLength: 4 });

  it('never are two inside, and at the end everything is free', () => {
    const property = fc.property(
      fc.array(body, { minLength: 1, maxLength: 6 }),
      fc.array(fc.record({ at: fc.nat(), ms: fc.nat(4) }), { maxLength: 6 }),
      (bodies, kills) => {
        const { loop, restore } = withManualLoop();
        try {
          const locks = [new Semaphore(1), new BoundedSemaphore(1), new RLock()];
          const inside = [0, 0, 0];
          const all = bodies.map((steps) => spawn(() => walk(steps, locks, inside)));
          for (const { at, ms } of kills) {
            loop.advance(ms);
            all[at % all.length]?.kill(undefined, { block: false });
          }
          loop.advance(1000);
          expect(all.every((g) => g.dead)).toBe(true);
          expect(inside).toEqual([0, 0, 0]);
          expect(locks.map((lock) => lock.locked())).toEqual([false, false, false]);
        } finally {
          restore();
        }
      },
    );
    fc.assert(property, { numRuns: 400 });
  });
});

interface Step {
  lock: number;
  ms: number;
  nested: boolean;
  timeout: number | undefined;
}

function* walk(steps: Step[], locks: (Semaphore | RLock)[], inside: number[]): Generator<unknown, void, unknown> {
  for (const { lock: at, ms, nested, timeout } of steps) {
    const lock = locks[at] as Semaphore | RLock;
    try {
      yield lock.withLock(() => stay(at, ms, nested && lock instanceof RLock ? lock : null, inside), {
        ...(timeout === undefined ? {} : { timeout }),
      });
    } catch (error) {
      if ((error as { code?: string }).code !== 'GS_TIMEOUT') throw error;
    }
  }
}

function* stay(at: number, ms: number, again: RLock | null, inside: number[]): Generator<unknown, void, unknown> {
  expect(inside[at]).toBe(0);
  inside[at] = 1;
  try {
    if (again !== null) yield again.withLock(() => sleep(ms));
    else yield sleep(ms);
  } finally {
    inside[at] = 0;
  }
}
