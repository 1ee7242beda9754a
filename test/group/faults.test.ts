/**
 * A program of everything at once, of which one greenlet is killed, or thrown an error at, after each of its steps. Whoever
 * it is and whenever it comes: everything ends, every `finally` runs to its end, and no place in the pool is lost.
 */
import {
  Greenlet,
  GreenletExit,
  iwait,
  joinAll,
  onError,
  Pool,
  scope,
  shield,
  sleep,
  spawn,
  withTimeout,
} from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engine } from '../../build/engine/load.js';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
let before: ReturnType<typeof onError>;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
  before = onError(() => undefined);
});
afterEach(() => {
  restore();
  onError(before);
});

class Program {
  readonly pool = new Pool(2);
  readonly greenlets: Greenlet[] = [];
  nOpen = 0;

  constructor() {
    const note = (g: Greenlet) => void this.greenlets.push(g);
    Greenlet.addSpawnCallback(note);
    const root = spawn(() => this.#root());
    root.link({ linked: () => Greenlet.removeSpawnCallback(note) });
  }

  *#root(): Generator<unknown, void> {
    yield scope((s) => this.#body(s));
    yield this.pool.join();
  }

  *#body(s: { spawn(fn: () => unknown): Greenlet }): Generator<unknown, void> {
    const { pool } = this;
    const work = (n: number) => this.#work(n);
    const mapper = s.spawn(function* () {
      return yield pool.map(work, [1, 2, 3]);
    });
    s.spawn(function* (): Generator<unknown, void, IteratorResult<unknown>> {
      const flow = pool.imapUnordered(work, [1, 2], { maxSize: 1 });
      try {
        while (!(yield flow.next()).done);
      } finally {
        flow.return();
      }
    });
    s.spawn(function* (): Generator<unknown, void, IteratorResult<unknown>> {
      const ready = iwait([mapper], { timeout: 6 });
      while (!(yield ready.next()).done);
    });
    yield joinAll([mapper], { timeout: 3 });
    yield pool.apply(work, 1);
  }

  *#work(n: number): Generator<unknown, number> {
    this.nOpen++;
    try {
      yield withTimeout(2, () => this.#nap(n), { fallback: 0 });
      return n;
    } finally {
      yield shield(() => this.#close());
    }
  }

  *#nap(n: number): Generator<unknown, void> {
    yield sleep(n);
  }

  *#close(): Generator<unknown, void> {
    yield sleep(1);
    this.nOpen--;
  }
}

/** How many greenlets the program has had when it is left alone, and how long it takes. */
const N_GREENLETS = 24;
const LAST_MS = 14;

describe.each(['kill', 'error', 'throw'] as const)('a program in which somebody is hit by a %s', (how) => {
  it.each(Array.from({ length: LAST_MS }, (_, ms) => ms))('after %d ms ends, whoever it is', (ms) => {
    for (let at = 0; at < N_GREENLETS; at++) {
      const program = new Program();
      loop.advance(ms);
      const victim = program.greenlets[at];
      if (victim !== undefined && !victim.dead) hit(victim, how);
      loop.advance(100);
      expect([at, program.pool.size, program.pool.freeCount]).toEqual([at, 0, 2]);
      // `throw` is a switch by hand, which a shield does not keep away: it may cut the clean-up of the victim short
      expect(program.nOpen).toBeLessThanOrEqual(how === 'throw' ? 1 : 0);
      expect(program.greenlets.filter((g) => !g.dead).map((g) => g.name)).toEqual([]);
      expect(engine().nAlive()).toBe(0);
    }
  });
});

function hit(victim: Greenlet, how: 'kill' | 'error' | 'throw'): void {
  if (how !== 'throw') victim.kill(how === 'kill' ? undefined : new Error('hit'), { block: false });
  else {
    const thrower = spawn(function* () {
      yield victim.throw(new GreenletExit());
    });
    loop.flush();
    thrower.kill(undefined, { block: false }); // nobody switches back to it when the victim parks again
  }
}

it('the program has as many greenlets and takes as long as the cases above suppose', () => {
  const program = new Program();
  loop.advance(LAST_MS);
  expect([program.greenlets.length <= N_GREENLETS, program.greenlets.every((g) => g.dead)]).toEqual([true, true]);
});
