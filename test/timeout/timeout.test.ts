import { type Greenlet, getCurrent, shield, sleep, spawn, Timeout, withTimeout } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, greenletKinds, kinds, settle, start } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

const tools = { Timeout, sleep, withTimeout, shield, getCurrent };

describe.each(greenletKinds)('a Timeout in a %s body', (kind) => {
  const outcome = async (text: string, ms: number) => {
    const g = start(kind, await bodyOf(kind, text), tools) as Greenlet;
    await settle(loop, ms);
    return g.dead ? (g.exception ?? g.value) : 'goes on';
  };

  it('is thrown at the blocking call, and says that it is mine', async () => {
    const text = `
      const limit = env.Timeout.start(5);
      try { CALL(env.sleep(100)) } catch (error) { return [limit.isMine(error), error.ms, error.code, limit.pending] }`;
    expect(await outcome(text, 4)).toBe('goes on');
    expect(await outcome(text, 5)).toEqual([true, 5, 'GS_TIMEOUT', false]);
  });

  it('throws the error that it was given', async () => {
    const text = `
      const mine = new RangeError('too slow');
      const limit = env.Timeout.start(2, mine);
      try { CALL(env.sleep(100)) } catch (error) { return [error === mine, limit.isMine(error)] }`;
    expect(await outcome(text, 2)).toEqual([true, true]);
  });

  it('that was closed never hits later code', async () => {
    const text = `
      const limit = env.Timeout.start(5);
      CALL(env.sleep(2));
      limit.close();
      CALL(env.sleep(20));
      return [limit.pending, 'done']`;
    expect(await outcome(text, 25)).toEqual([false, 'done']);
  });

  it('is told from an outer one that fires first', async () => {
    const text = `
      const outer = env.Timeout.start(2);
      const inner = env.Timeout.start(5);
      try { CALL(env.sleep(100)) }
      catch (error) { return [outer.isMine(error), inner.isMine(error)] }
      finally { inner.close() }`;
    expect(await outcome(text, 10)).toEqual([true, false]);
  });

  it('can be started again, but not while it is pending', async () => {
    const text = `
      const limit = new env.Timeout(3);
      limit.start();
      let code;
      try { limit.start() } catch (error) { code = error.code }
      limit.cancel();
      limit.start();
      try { CALL(env.sleep(100)) } catch (error) { return [code, limit.isMine(error)] }`;
    expect(await outcome(text, 3)).toEqual(['GS_STARTED', true]);
  });

  it('of nothing or Infinity never fires; of 0 ends the next wait', async () => {
    const text = `
      env.Timeout.start();
      env.Timeout.start(Infinity);
      CALL(env.sleep(5));
      env.Timeout.start(0);
      try { CALL(env.sleep(5)) } catch (error) { return error.ms }`;
    expect(await outcome(text, 10)).toBe(0);
  });
});

describe('a Timeout', () => {
  it('that fires when the wait is over already is thrown at the next one', () => {
    const seen: unknown[] = [];
    spawn(function* () {
      const limit = Timeout.start(5);
      yield sleep(5 - 1e-9);
      yield sleep(0);
      seen.push('first wait is over');
      try {
        yield sleep(0);
        yield sleep(100);
      } catch (error) {
        seen.push(limit.isMine(error));
      }
    });
    loop.advance(5);
    expect(seen).toEqual(['first wait is over', true]);
  });

  it('due in the same turn as the wake comes too late for that wait, and is not thrown once it is closed', () => {
    const g = spawn(function* () {
      const limit = new Timeout(5);
      const done = sleep(5); // its timer was set first
      limit.start();
      yield done;
      const wasPending = limit.pending;
      limit.close();
      yield sleep(100);
      return wasPending;
    });
    loop.advance(200);
    expect(g.value).toBe(true);
  });

  it('of a greenlet that is over sets no timer any more', () => {
    spawn(function* () {
      Timeout.start(1_000_000);
      yield sleep(1);
    });
    loop.advance(2);
    expect(loop.nTimers).toBe(0);
  });

  it('outside all greenlets is refused, as are wrong times', () => {
    expect(codeOf(() => Timeout.start(5))).toBe('GS_NO_GREENLET');
    for (const ms of [-1, Number.NaN, '5' as never]) expect(codeOf(() => new Timeout(ms))).toBe('GS_BAD_ARGUMENT');
  });

  it('knows the errors of calls that had a timeout of their own as its kind', () => {
    const slow = spawn(function* () {
      yield sleep(100);
    });
    const g = spawn(function* () {
      const limit = Timeout.start(50);
      try {
        yield slow.get({ timeout: 1 });
      } catch (error) {
        return [error instanceof Timeout, limit.isMine(error)];
      } finally {
        limit.close();
      }
      return 'not reached';
    });
    loop.advance(100);
    expect(g.value).toEqual([true, false]);
  });

  it('that is a subclass knows only its own as its kind', () => {
    class Mine extends Timeout {}
    expect([new Timeout(1) instanceof Mine, new Mine(1) instanceof Mine, new Mine(1) instanceof Timeout]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('and a kill at the same time: the kill wins', () => {
    const g = spawn(function* () {
      Timeout.start(5);
      yield sleep(100);
    });
    loop.advance(1);
    loop.advance(3.5);
    g.kill(undefined, { block: false });
    loop.advance(10);
    expect([g.dead, g.successful()]).toEqual([true, true]);
  });

  it('many are cancelled without a trace', () => {
    const g = spawn(function* () {
      for (let i = 0; i < 1000; i++) Timeout.start(1000 + i).cancel();
      yield sleep(5000);
      return 'untouched';
    });
    loop.advance(5000);
    expect(g.value).toBe('untouched');
  });
});

describe.each(kinds)('withTimeout in a %s body', (kind) => {
  const inner = kind === 'main' || kind === 'async' ? 'async () => await' : kind === 'generator' ? '' : '() =>';
  const fn = (expression: string) =>
    kind === 'generator' ? `function* () { return yield ${expression} }` : `${inner} ${expression}`;
  const outcome = async (text: string, ms: number) => {
    const seen: unknown[] = [];
    const started = start(kind, await bodyOf(kind, text), tools);
    void (started as PromiseLike<unknown>).then(
      (value) => seen.push(value),
      (error) => seen.push((error as { code?: string }).code ?? error),
    );
    await settle(loop, ms);
    return seen[0];
  };

  it('ends with the result of the function', async () => {
    const text = `return CALL(env.withTimeout(10, ${fn('env.sleep(1)')})) === undefined ? 'in time' : 'odd'`;
    expect(await outcome(text, 3)).toBe('in time');
  });

  it('throws a Timeout when it takes too long', async () => {
    expect(await outcome(`return CALL(env.withTimeout(3, ${fn('env.sleep(100)')}))`, 5)).toBe('GS_TIMEOUT');
  });

  it('ends with the fallback, undefined too', async () => {
    const text = `return [CALL(env.withTimeout(3, ${fn('env.sleep(100)')}, { fallback: 'late' })),
      CALL(env.withTimeout(3, ${fn('env.sleep(100)')}, { fallback: undefined }))]`;
    expect(await outcome(text, 8)).toEqual(['late', undefined]);
  });

  it('waits for a promise that it is given, and not longer than allowed', async () => {
    const text = `return [CALL(env.withTimeout(3, () => Promise.resolve('soon'))),
      CALL(env.withTimeout(3, () => new Promise(() => {}), { fallback: 'never' }))]`;
    expect(await outcome(text, 5)).toEqual(['soon', 'never']);
  });

  it('the outer one ends the inner one', async () => {
    const text = `
      const late = new Error('outer');
      try {
        return CALL(env.withTimeout(2, ${fn(`env.withTimeout(50, ${fn('env.sleep(100)')}, { fallback: 'inner' })`)}, { error: late }));
      } catch (error) { return error === late }`;
    expect(await outcome(text, 4)).toBe(true);
  });

  it('refuses wrong arguments', async () => {
    for (const call of ['withTimeout(-1, () => 1)', "withTimeout('1', () => 1)"]) {
      expect(await outcome(`return CALL(env.${call})`, 1)).toBe('GS_BAD_ARGUMENT');
    }
    expect(await outcome('return CALL(env.withTimeout(1, 5))', 1)).toBe('GS_NOT_A_FUNCTION');
  });
});

describe('withTimeout', () => {
  it('calls its function in the greenlet that called it, where that has frames', async () => {
    const text = 'return CALL(env.withTimeout(5, () => env.getCurrent())) === env.getCurrent()';
    for (const kind of ['compiled', 'generator'] as const) {
      // a greenlet as the result would be awaited, so it is compared inside
      const inside = text.replace(
        '() => env.getCurrent())) === env.getCurrent()',
        '() => ({ g: env.getCurrent() }))).g === env.getCurrent()',
      );
      const g = start(kind, await bodyOf(kind, inside), tools) as Greenlet;
      await settle(loop);
      expect(g.value).toBe(true);
    }
  });
});
