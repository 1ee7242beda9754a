import {
  type Greenlet,
  GreenletExit,
  greenlet,
  joinAll,
  onError,
  run,
  sleep,
  spawn,
  spawnLater,
  Timeout,
  waitFor,
} from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, codeOfAsync } from '../helpers/code-of.js';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.js';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

const wasKilled = (g: Greenlet<unknown>): boolean => g.value instanceof GreenletExit;

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

describe('join and get', () => {
  it('end with the end of the greenlet', () => {
    const seen: unknown[] = [];
    const g = spawn(function* () {
      yield sleep(10);
      return 'result';
    });
    spawn(function* () {
      seen.push(yield g.join());
      seen.push(yield g.get());
      seen.push(yield g.join());
    });
    loop.advance(9);
    expect(seen).toEqual([]);
    loop.advance(1);
    expect(seen).toEqual([true, 'result', true]);
  });

  it('time out, and the greenlet goes on', () => {
    const seen: unknown[] = [];
    const g = spawn(function* () {
      yield sleep(100);
      return 'late';
    });
    spawn(function* () {
      seen.push(yield g.join(5));
      try {
        yield g.get({ timeout: 5 });
      } catch (error) {
        seen.push(error instanceof Timeout && error.ms, (error as Timeout).code);
      }
      try {
        yield g.get({ block: false });
      } catch (error) {
        seen.push((error as Timeout).code);
      }
      seen.push(yield g.get({ timeout: 1000 }));
    });
    loop.advance(100);
    expect(seen).toEqual([false, 5, 'GS_TIMEOUT', 'GS_TIMEOUT', 'late']);
  });

  it('get throws the same error object every time', () => {
    const error = new Error('once');
    const g = spawn(() => {
      throw error;
    });
    const caught: unknown[] = [];
    spawn(function* () {
      for (let i = 0; i < 2; i++) {
        try {
          yield g.get();
        } catch (one) {
          caught.push(one);
        }
      }
    });
    loop.flush();
    expect(caught).toEqual([error, error]);
    expect(caught[0]).toBe(caught[1]);
  });

  it('a killed joiner is forgotten', () => {
    const g = spawn(function* () {
      yield sleep(10);
    });
    const joiner = spawn(function* () {
      yield g.join();
    });
    loop.advance(1);
    joiner.kill(undefined, { block: false });
    loop.advance(20);
    expect([wasKilled(joiner), g.dead]).toEqual([true, true]);
  });
});

describe('joinAll', () => {
  const endsAfter = (ms: number, value: unknown) =>
    spawn(function* () {
      yield sleep(ms);
      if (value instanceof Error) throw value;
      return value;
    });
  const inside = (list: () => Greenlet[], options?: Parameters<typeof joinAll>[1]) =>
    spawn(function* (): Generator<unknown, unknown[], Greenlet[]> {
      return (yield joinAll(list(), options)).map((g) => g.value ?? (g.exception as Error).message);
    });

  it('returns the greenlets in the order in which they ended', () => {
    const g = inside(() => [endsAfter(3, 'c'), endsAfter(1, 'a'), endsAfter(2, 'b')]);
    loop.advance(3);
    expect(g.value).toEqual(['a', 'b', 'c']);
  });

  it('of nothing, or of dead ones only, returns at once', () => {
    const dead = endsAfter(0, 'x');
    loop.flush();
    const g = inside(() => []);
    const h = inside(() => [dead]);
    loop.flush();
    expect([g.value, h.value]).toEqual([[], ['x']]);
  });

  it('stops at count, and at the timeout', () => {
    const g = inside(() => [endsAfter(3, 'c'), endsAfter(1, 'a'), endsAfter(2, 'b')], { count: 2 });
    const h = inside(() => [endsAfter(3, 'c'), endsAfter(1, 'a')], { timeout: 2 });
    const none = inside(() => [endsAfter(3, 'c')], { count: 0 });
    loop.advance(2.5);
    expect([g.value, h.value, none.value]).toEqual([['a', 'b'], ['a'], []]);
    loop.advance(1);
  });

  it('raises the first failure if wanted, otherwise lists it', () => {
    const fail = new Error('first');
    const g = inside(() => [endsAfter(3, 'c'), endsAfter(1, fail)], { raiseErrors: true });
    const h = inside(() => [endsAfter(3, 'c'), endsAfter(1, fail)]);
    const late = inside(
      () => {
        const dead = endsAfter(0, fail);
        dead.link(() => undefined);
        return [dead, endsAfter(1, 'x')];
      },
      { raiseErrors: true },
    );
    void g.join();
    void late.join();
    loop.advance(3);
    expect(g.exception).toBe(fail);
    expect(h.value).toEqual(['first', 'c']);
    expect(late.exception).toBe(fail);
  });
});

describe('kill', () => {
  it('runs the finally blocks, never one more ordinary step', () => {
    const seen: string[] = [];
    const g = spawn(function* () {
      try {
        yield sleep(10);
        seen.push('step');
      } finally {
        seen.push('finally');
      }
    });
    loop.advance(1);
    const killer = spawn(function* () {
      seen.push(`killed ${yield g.kill()}`);
    });
    loop.flush();
    expect(seen).toEqual(['finally', 'killed true']);
    expect(killer.successful()).toBe(true);
  });

  it('of one that was woken already still wins over the wake', () => {
    const seen: string[] = [];
    const killer = spawn(function* () {
      yield sleep(10);
      yield g.kill(); // both are ready now, and g is next
    });
    const g: Greenlet = spawn(function* () {
      yield sleep(10);
      seen.push('step');
    });
    loop.advance(10);
    expect([seen, wasKilled(g), killer.successful()]).toEqual([[], true, true]);
  });

  it('wins over a switch that comes before its turn', () => {
    const seen: string[] = [];
    const g = spawn(function* () {
      yield sleep(10);
      seen.push('step');
    });
    loop.flush();
    g.kill(undefined, { block: false });
    expect(codeOf(() => g.switch('go on'))).toBe('GS_MAIN_BLOCKED');
    expect([seen, wasKilled(g)]).toEqual([[], true]);
  });

  it('of a greenlet before its first run means that it never runs', () => {
    let ran = false;
    const g = spawn(() => {
      ran = true;
    });
    g.kill(undefined, { block: false });
    expect(g.dead).toBe(true);
    loop.flush();
    expect([ran, wasKilled(g)]).toEqual([false, true]);
  });

  it('with an error makes that the failure', () => {
    const g = spawn(function* () {
      yield sleep(10);
    });
    loop.flush();
    const error = new Error('because');
    void g.kill(error);
    loop.flush();
    expect(g.exception).toBe(error);
  });

  it('of oneself throws at once; of a dead one does nothing', () => {
    const seen: string[] = [];
    const g: Greenlet = spawn(function* () {
      try {
        yield g.kill();
      } finally {
        seen.push('unwound');
      }
    });
    loop.flush();
    expect([seen, g.dead, g.successful()]).toEqual([['unwound'], true, true]);
    expect(g.kill(undefined, { block: false })).toBe(undefined);
  });

  it('that was swallowed is thrown again at the next blocking call', () => {
    const seen: string[] = [];
    const g = spawn(function* () {
      for (let i = 0; i < 2; i++) {
        try {
          yield sleep(10);
        } catch (error) {
          seen.push((error as Error).name);
        }
      }
      yield sleep(10);
      seen.push('never');
    });
    loop.flush();
    g.kill(undefined, { block: false });
    loop.flush();
    expect(seen).toEqual(['GreenletExit', 'GreenletExit']);
    expect(g.dead).toBe(true);
  });

  it('of main or with something that is no error is refused', () => {
    const g = spawn(() => 1);
    expect(codeOf(() => g.kill('x' as unknown as Error))).toBe('GS_BAD_ARGUMENT');
    expect(codeOf(() => g.parent?.kill())).toBe('GS_BAD_ARGUMENT');
    loop.flush();
  });

  it('dispose ends a coroutine that is no longer needed', () => {
    const seen: string[] = [];
    const g = greenlet(function* () {
      try {
        yield g.parent?.switch(1);
      } finally {
        seen.push('disposed');
      }
    });
    expect(g.switch()).toBe(1);
    g.dispose();
    g.dispose();
    loop.flush();
    expect([seen, g.dead]).toEqual([['disposed'], true]);
  });
});

describe('waitFor', () => {
  it('gives the value or throws the error', async () => {
    restore();
    const g = run(function* () {
      try {
        yield waitFor(Promise.reject(new Error('no')));
      } catch (error) {
        return `${(error as Error).message} ${yield waitFor(Promise.resolve('yes'))}`;
      }
      return '';
    });
    expect(await g).toBe('no yes');
  });

  it('takes thenables, also those that throw or settle twice or at once', async () => {
    restore();
    const at = (then: (resolve: (value: unknown) => void) => void) => ({ then }) as unknown as PromiseLike<unknown>;
    const twice = at((resolve) => {
      resolve(1);
      resolve(2);
    });
    const throwing = at(() => {
      throw new Error('then');
    });
    expect(await run(() => waitForIn(twice))).toBe(1);
    expect(await codeOfAsync(() => run(() => waitForIn(throwing)))).toBe('Error: then');
  });

  it('in a killed greenlet is over, whatever the promise does later', async () => {
    restore();
    let resolve: (value: string) => void = () => undefined;
    const promise = new Promise<string>((done) => {
      resolve = done;
    });
    const g = spawn(function* () {
      try {
        yield waitFor(promise);
      } finally {
        yield sleep(1).catch?.(() => undefined);
      }
    });
    await sleep(0);
    await g.kill();
    resolve('late');
    await sleep(2);
    expect(g.dead).toBe(true);
  });
});

function* waitForIn(promise: PromiseLike<unknown>): Generator<unknown, unknown, unknown> {
  return yield waitFor(promise);
}

describe('failures', () => {
  it('that nobody observes are reported once', () => {
    const seen: unknown[] = [];
    const before = onError((error, g) => seen.push((error as Error).message, g?.name));
    const g = spawn(function* lost() {
      throw new Error('unseen');
    });
    loop.flush();
    onError(before);
    expect(seen).toEqual(['unseen', `lost#${g.id}`]);
  });

  it('that somebody observes are not', async () => {
    const seen: unknown[] = [];
    const before = onError((error) => seen.push(error));
    const fail = () => {
      throw new Error('seen');
    };
    const [a, b, c, d] = [spawn(fail), spawn(fail), spawn(fail), spawn(fail)];
    void a.join();
    a.link(() => undefined);
    b.link(() => undefined);
    const waiting = c.then(undefined, () => 'caught');
    spawn(function* () {
      yield joinAll([d]);
    });
    loop.flush();
    restore();
    expect(await waiting).toBe('caught');
    onError(before);
    expect(seen).toEqual([]);
  });

  it('of a link are reported, and the other links run', () => {
    const seen: unknown[] = [];
    const before = onError((error, g) => seen.push((error as Error).message, g));
    const g = spawn(() => 1);
    g.link(() => {
      throw new Error('in a link');
    });
    const last = () => void seen.push('last');
    const taken = () => void seen.push('taken back');
    g.link(taken);
    g.link(last);
    g.unlink(taken);
    loop.flush();
    onError(before);
    expect(seen).toEqual(['in a link', null, 'last']);
  });

  it('of onError itself do not stop the hub', () => {
    const printed: unknown[] = [];
    const { error } = console;
    console.error = (...args: unknown[]) => void printed.push(args);
    const before = onError(() => {
      throw new Error('handler');
    });
    spawn(() => {
      throw new Error('body');
    });
    loop.flush();
    onError(before);
    console.error = error;
    expect(printed).toHaveLength(2);
  });
});
