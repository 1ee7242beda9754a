// shutdown(): every finally runs, whoever does not end is named.
import { getCurrent, greenlet, hub, shutdown, sleep, spawn } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../compiler/evaluate.ts';
import { codeOfAsync } from '../helpers/code-of.js';

/** One that swallows every exit, until it is let go. */
function stubborn(isOver: { value: boolean }) {
  return spawn(function* stubborn(): Generator {
    while (!isOver.value) {
      try {
        yield sleep(1);
      } catch {
        // that is what it is for
      }
    }
  });
}

describe('shutdown', () => {
  it('runs the finally blocks of all kinds of bodies, nested ones too, and of those that were not started none', async () => {
    const log: string[] = [];
    const note = (what: string) => void log.push(what);
    const compiled = evaluate(
      '(sleep, note) => function compiled() { try { inner(); } finally { note("outer"); } function inner() { try { sleep(1e6); } finally { note("inner"); } } }',
    ) as (s: typeof sleep, n: typeof note) => () => void;
    spawn(compiled(sleep, note));
    spawn(function* () {
      try {
        yield sleep(1e6);
      } finally {
        note('generator');
      }
    });
    spawn(async () => {
      try {
        await sleep(1e6);
      } finally {
        note('async');
      }
    });
    await sleep(0);
    spawn(function* () {
      try {
        yield sleep(1e6);
      } finally {
        note('never started');
      }
    });
    expect(await shutdown()).toEqual([]);
    expect(log.sort()).toEqual(['async', 'generator', 'inner', 'outer']);
  });

  it('names those that are still there, with their stacks, when the time is over', async () => {
    const isOver = { value: false };
    const g = stubborn(isOver);
    await sleep(0);
    const left = await shutdown({ grace: 30 });
    expect(left).toMatchObject([{ who: g.name, stack: [{ name: 'stubborn' }] }]);
    isOver.value = true;
    await g.join();
  });

  it('does not kill the one that calls, and gives it the result', async () => {
    const other = spawn(function* () {
      yield sleep(1e6);
    });
    const me = spawn(function* () {
      return yield shutdown({ grace: 1000 });
    });
    expect(await me).toEqual([]);
    expect([other.dead, other.successful()]).toEqual([true, true]);
  });

  it('does not wait at all with a grace of 0', async () => {
    const isOver = { value: false };
    const g = stubborn(isOver);
    await sleep(0);
    expect(await shutdown({ grace: 0 })).toHaveLength(1);
    isOver.value = true;
    await g.join();
  });

  it('waits for those that are spawned to clean up', async () => {
    const log: string[] = [];
    spawn(function* () {
      try {
        yield sleep(1e6);
      } finally {
        spawn(function* () {
          yield sleep(10);
          log.push('cleaned up');
        });
      }
    });
    await sleep(0);
    expect(await shutdown()).toEqual([]);
    expect(log).toEqual(['cleaned up']);
  });

  it('finds coroutines that are switched by hand while spawns are recorded', async () => {
    hub.recordSpawns = true;
    const main = getCurrent();
    const log: string[] = [];
    const co = greenlet(function* (): Generator {
      try {
        yield main.switch();
      } finally {
        log.push('finally');
      }
    });
    co.switch();
    await shutdown();
    hub.recordSpawns = false;
    expect(log).toEqual(['finally']);
  });

  it.each([-1, Number.NaN, '1'])('refuses a grace of %s', async (grace) => {
    expect(await codeOfAsync(() => shutdown({ grace: grace as number }))).toBe('GS_BAD_ARGUMENT');
  });
});
