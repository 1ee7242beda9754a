/** Switches, kills and ends of children that meet a greenlet in a state in which it does not expect them. */
import {
  type Greenlet,
  GreenletExit,
  getCurrent,
  greenlet,
  joinAll,
  onError,
  run,
  sleep,
  spawn,
  waitFor,
} from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engine } from '../../build/engine/load.js';
import { codeOf, codeOfAsync } from '../helpers/code-of.js';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.js';

const main = getCurrent();
const wasKilled = (g: Greenlet): boolean => g.value instanceof GreenletExit;

describe('with a clock by hand', () => {
  let loop: ManualLoop;
  let restore: () => void;
  beforeEach(() => {
    ({ loop, restore } = withManualLoop());
  });
  afterEach(() => {
    loop.advance(1e6);
    expect(engine().nAlive()).toBe(0);
    restore();
  });

  it('a switch that is not yielded leaves its target as it was', () => {
    const sleeping = spawn(function* () {
      yield sleep(10);
      return 'woke';
    });
    loop.flush();
    const fresh = spawn((value: string) => value, 'its own argument');
    for (const target of [sleeping, fresh]) {
      const g = spawn(function* () {
        target.switch('never delivered');
        yield sleep(1);
      });
      void g.join();
    }
    loop.advance(20);
    expect([sleeping.value, fresh.value]).toEqual(['woke', 'its own argument']);
  });

  it('a switch into a sleeping greenlet ends its sleep with the value', () => {
    const seen: unknown[] = [];
    const g = spawn(function* () {
      seen.push(yield sleep(10));
      yield sleep(10);
      seen.push('after the second sleep');
    });
    loop.advance(1);
    expect(codeOf(() => g.switch('early'))).toBe('GS_MAIN_BLOCKED');
    loop.advance(9.5);
    expect(seen).toEqual(['early']);
    loop.advance(1);
    expect(seen).toEqual(['early', 'after the second sleep']);
  });

  it.each([
    ['sleeps', (g: () => unknown) => sleep(20).valueOf() ?? g],
    [
      'joins another one',
      () =>
        spawn(function* () {
          yield sleep(20);
        }).join(),
    ],
  ])('a child that ends while its parent %s does not disturb it', (_, wait) => {
    const seen: unknown[] = [];
    const parent = spawn(function* () {
      const child = greenlet(function* () {
        yield sleep(5);
        return 'child';
      }).start();
      seen.push(yield wait(() => 1));
      seen.push(yield child.get());
    });
    loop.advance(10);
    expect(seen).toEqual([]);
    loop.advance(20);
    expect(seen.at(-1)).toBe('child');
    expect(seen[0]).not.toBe('child');
    expect(parent.successful()).toBe(true);
  });

  it('a child that ends after its parent was killed does not bring it back', () => {
    const seen: unknown[] = [];
    const parent: Greenlet = spawn(function* () {
      const child = greenlet(function* () {
        yield sleep(5);
        parent.kill(undefined, { block: false });
        return 'child';
      });
      seen.push(yield child.switch());
    });
    loop.advance(10);
    expect([seen, wasKilled(parent)]).toEqual([[], true]);
  });

  it('a parent in the ready queue that a child starts is not started twice', () => {
    const seen: unknown[] = [];
    const parent = spawn(function* (value: unknown) {
      seen.push(value);
      yield sleep(30);
      seen.push('slept');
    }, 'spawned');
    const child = greenlet(() => 'child', parent);
    expect(codeOf(() => child.switch())).toBe('GS_MAIN_BLOCKED');
    loop.advance(29);
    expect(seen).toEqual(['child']);
    loop.advance(1);
    expect(seen).toEqual(['child', 'slept']);
  });

  it('who catches every exit does not hold up the others', () => {
    let rounds = 0;
    const g = spawn(function* () {
      for (;;) {
        try {
          yield sleep(1);
        } catch {
          if (++rounds === 1000) return 'gave in';
        }
      }
    });
    const other = spawn(function* () {
      yield sleep(2);
      return rounds;
    });
    loop.advance(1);
    g.kill(undefined, { block: false });
    loop.advance(5);
    expect(g.value).toBe('gave in');
    expect(other.successful()).toBe(true);
  });

  it('a swallowed exit is thrown again at a switch and at a join of a dead one', () => {
    const seen: string[] = [];
    const dead = greenlet(() => 1);
    dead.switch();
    const other = greenlet(() => seen.push('switched'));
    const g = spawn(function* () {
      for (const call of [() => sleep(1), () => other.switch(), () => dead.join(), () => joinAll([dead])]) {
        try {
          yield call();
        } catch (error) {
          seen.push((error as Error).name);
        }
      }
    });
    loop.flush();
    g.kill(undefined, { block: false });
    loop.flush();
    expect(seen).toEqual(Array(4).fill('GreenletExit'));
    expect(other.started).toBe(false);
    other.kill(undefined, { block: false });
  });

  it('a refused kill kills nobody', () => {
    const victim = spawn(function* () {
      yield sleep(5);
      return 'alive';
    });
    const codes: string[] = [];
    spawn(() => codes.push(codeOf(() => victim.kill())));
    const linked = spawn(() => 1);
    linked.link(() => codes.push(codeOf(() => victim.kill())));
    loop.advance(10);
    expect([codes, victim.value]).toEqual([['GS_BARRIER', 'GS_BARRIER'], 'alive']);
  });

  it('an unstarted greenlet that is killed with an error is reported', () => {
    const seen: unknown[] = [];
    const before = onError((error) => seen.push(error));
    const error = new Error('early');
    spawn(() => 1).kill(error, { block: false });
    loop.flush();
    onError(before);
    expect(seen).toEqual([error]);
  });

  it('a value whose `then` fails is an error at the yield, which can be caught', () => {
    const bad = Object.defineProperty({}, 'then', {
      get() {
        throw new Error('getter');
      },
    });
    const g = spawn(function* () {
      try {
        yield bad;
      } catch (error) {
        return (error as Error).message;
      }
      return 'no error';
    });
    loop.flush();
    expect(g.value).toBe('getter');
  });

  it('joinAll leaves nothing with greenlets that go on', () => {
    const long = spawn(function* () {
      yield sleep(1e5);
    });
    const { gc } = globalThis as { gc?: () => void };
    gc?.();
    const heap = process.memoryUsage().heapUsed;
    spawn(function* () {
      for (let i = 0; i < 20_000; i++) yield joinAll([long], { timeout: 0 });
    });
    loop.advance(10);
    gc?.();
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(2e6);
  });
});

describe('async bodies', () => {
  it('a kill from a generator that an async body has spawned hits its target', async () => {
    const log: string[] = [];
    const a: Greenlet = spawn(async function body() {
      spawn(function* () {
        yield sleep(1);
        log.push(getCurrent() === a ? 'wrong current' : 'right current');
        a.kill(undefined, { block: false });
        log.push('went on');
      });
      await sleep(10_000);
    });
    await a.join();
    expect([log, wasKilled(a)]).toEqual([['right current', 'went on'], true]);
  });

  it('a child that ends while its async parent awaits something else does not disturb it', async () => {
    const a = spawn(async () => {
      const child = greenlet(function* () {
        yield sleep(1);
        return 'child';
      });
      child.start();
      await sleep(10);
      return `parent, and ${await child.get()}`;
    });
    expect(await a).toBe('parent, and child');
  });

  it('awaits one switch at a time', async () => {
    const code = await run(async () => {
      const one = greenlet(function* () {
        yield sleep(1);
        return 'one';
      });
      const first = one.switch();
      const second = codeOf(() => greenlet(() => 'two').switch());
      return [await first, second];
    });
    expect(code).toEqual(['one', 'GS_ASYNC_BUSY']);
  });

  it('two that switch to the same greenlet do not mix up their values', async () => {
    const seen: unknown[] = [];
    const target = greenlet(function* (first: number) {
      seen.push(first);
      yield sleep(20);
      seen.push('slept');
    });
    const all = [1, 2].map((n) => spawn(async () => target.switch(n)));
    await sleep(1);
    expect(seen[0]).toBe(1);
    for (const g of all) await g.kill();
    target.dispose();
  });

  it('a kill in the same tick wins over a switch', async () => {
    const seen: string[] = [];
    const other = greenlet(() => seen.push('other'));
    const a: Greenlet = spawn(async () => {
      await sleep(0);
      queueMicrotask(() => a.kill(undefined, { block: false }));
      await other.switch();
      seen.push('step after the kill');
    });
    await a.join();
    await sleep(1);
    expect(seen).not.toContain('step after the kill');
    expect(wasKilled(a)).toBe(true);
  });

  it('that switch to main when it does not wait get the error', async () => {
    const g = spawn(async () => codeOfAsync(async () => main.switch('v')));
    expect(await g).toBe('GS_MAIN_NOT_WAITING');
  });

  it('a kill does not leave a rejection that nobody handles', async () => {
    const rejections: unknown[] = [];
    const note = (error: unknown) => rejections.push(error);
    process.on('unhandledRejection', note);
    const g = spawn(async () => {
      const promise = sleep(50);
      await sleep(20);
      await promise;
    });
    const other = greenlet(function* () {
      yield sleep(10_000);
    });
    const h = spawn(async () => {
      const promise = other.switch();
      await sleep(20);
      await promise;
    });
    await sleep(1);
    await g.kill();
    await h.kill();
    await other.kill();
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('unhandledRejection', note);
    expect(rejections).toEqual([]);
  });

  it('that a plain function returns can be killed', async () => {
    const g = spawn(() => new Promise(() => undefined));
    await sleep(1);
    expect(await g.kill(undefined, { timeout: 1000 })).toBe(true);
    expect(wasKilled(g)).toBe(true);
  });

  it('that catch every exit do not hold up the others', async () => {
    let rounds = 0;
    const g = spawn(async () => {
      for (;;) {
        try {
          await sleep(10_000);
        } catch {
          if (++rounds === 200) return 'gave in';
        }
      }
    });
    await sleep(1);
    await g.kill();
    expect(g.value).toBe('gave in');
  });
});

describe('odd values', () => {
  it('a greenlet whose result is itself can be awaited: that is an error', async () => {
    const plain: Greenlet = spawn(() => plain);
    const generator = spawn(function* () {
      return getCurrent();
    });
    for (const g of [plain, generator]) expect(await codeOfAsync(() => g)).toBe('GS_BAD_ARGUMENT');
  });

  it('can be logged as JSON', () => {
    const g = greenlet(function* work() {});
    expect(JSON.parse(JSON.stringify({ g }))).toEqual({ g: { id: g.id, name: g.name, dead: false } });
  });

  it('functions with a then are thenable', async () => {
    const callable = () => 1;
    Object.defineProperty(callable, 'then', { value: (resolve: (value: number) => void) => resolve(5) });
    const body = function* (): Generator<unknown, number, number> {
      return (yield waitFor(callable as unknown as PromiseLike<number>)) + (yield callable);
    };
    expect(await run(body)).toBe(10);
  });

  it('the hub cannot be switched to', () => {
    const { parent } = spawn(() => 1);
    expect(codeOf(() => parent?.switch())).toBe('GS_BAD_ARGUMENT');
  });
});
