import { GreenletExit, sleep, spawn, spawnLater } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.js';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

describe('sleep', () => {
  it('lets greenlets interleave in the order of their deadlines', () => {
    const seen: string[] = [];
    for (const [name, ms] of [
      ['slow', 30],
      ['fast', 10],
      ['middle', 20],
    ] as const) {
      spawn(function* () {
        yield sleep(ms);
        seen.push(name);
      });
    }
    loop.advance(9);
    expect(seen).toEqual([]);
    loop.advance(21);
    expect(seen).toEqual(['fast', 'middle', 'slow']);
  });

  it('fires equal deadlines in the order they were set', () => {
    const seen: number[] = [];
    for (let i = 0; i < 100; i++) {
      spawn(function* () {
        yield sleep(5);
        seen.push(i);
      });
    }
    loop.advance(5);
    expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('of 0 lets every ready greenlet run once', () => {
    const seen: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      spawn(function* () {
        for (let i = 0; i < 3; i++) {
          seen.push(name + i);
          yield sleep(0);
        }
      });
    }
    loop.flush();
    expect(seen.join(' ')).toBe('a0 b0 c0 a1 b1 c1 a2 b2 c2');
  });

  it('wakes although others never stop giving way', () => {
    let stop = false;
    let turns = 0;
    spawn(function* () {
      while (!stop) {
        if (++turns > 100_000) throw new Error('the sleeper starved');
        if (turns % 100 === 0) loop.advance(0);
        yield sleep(0);
      }
    });
    spawn(function* () {
      yield sleep(0.5);
      stop = true;
    });
    const real = performance.now();
    const before = loop.now.bind(loop);
    loop.now = () => before() + (performance.now() - real);
    loop.advance(1);
    expect(stop).toBe(true);
  });

  it('of Infinity ends by a kill only', () => {
    const h = spawn(function* () {
      yield sleep(Number.POSITIVE_INFINITY);
    });
    loop.advance(1e9);
    expect(h.dead).toBe(false);
    h.kill(undefined, { block: false });
    loop.flush();
    expect(h.dead).toBe(true);
  });

  it('sets no more host timers than one', () => {
    for (let i = 0; i < 50; i++) {
      spawn(function* () {
        yield sleep(i);
      });
    }
    loop.flush();
    expect(loop.nTimers).toBe(1);
    loop.advance(50);
    expect(loop.nTimers).toBe(0);
  });
});

describe('spawn', () => {
  it('does not run the body at once, and runs bodies in order', () => {
    const seen: number[] = [];
    for (let i = 0; i < 3; i++) spawn((n: number) => void seen.push(n), i);
    expect(seen).toEqual([]);
    loop.flush();
    expect(seen).toEqual([0, 1, 2]);
  });

  it('later starts after the delay, and never after a kill', () => {
    const seen: string[] = [];
    spawnLater(10, (name: string) => void seen.push(name), 'ten');
    const killed = spawnLater(5, () => void seen.push('five'));
    killed.kill(undefined, { block: false });
    loop.advance(9);
    expect(seen).toEqual([]);
    loop.advance(1);
    expect(seen).toEqual(['ten']);
    expect(killed.value).toBeInstanceOf(GreenletExit);
  });

  it('gives each greenlet an id and a name of its own', () => {
    function* worker() {}
    const [a, b] = [spawn(worker), spawn(worker)];
    expect(a.id).not.toBe(b.id);
    expect(a.name).toBe(`worker#${a.id}`);
    b.name = 'the other';
    expect(b.name).toBe('the other');
    loop.flush();
  });
});
