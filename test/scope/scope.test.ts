import { type Greenlet, GreenletExit, type Scope, scope, shield, sleep, spawn, withTimeout } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, kinds, settle, start } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

function* task(log: unknown[], name: string, ms: number, error?: Error): Generator<unknown, string> {
  try {
    yield sleep(ms);
    if (error !== undefined) throw error;
    log.push(name);
    return name;
  } finally {
    log.push(`/${name}`);
  }
}

describe.each(kinds)('scope in a %s body', (kind) => {
  const fn = {
    compiled: '(s) => {',
    stormy: '(s) => {',
    generator: 'function* (s) {',
    async: 'async (s) => {',
    main: 'async (s) => {',
  }[kind];
  const play = async (text: string, ms: number) => {
    const log: unknown[] = [];
    const body = await bodyOf(kind, text.replaceAll('FN{', fn));
    const started = start(kind, body, { scope, shield, sleep, withTimeout, task, log });
    void (started as PromiseLike<unknown>).then(
      (value) => log.push(['value', value]),
      (error) => log.push(error),
    );
    await settle(loop, ms);
    return log;
  };

  it('waits for everything that was spawned in it', async () => {
    const log = await play(
      `return CALL(env.scope(FN{ s.spawn(env.task, env.log, 'a', 3); s.spawn(env.task, env.log, 'b', 1); return 'result' }))`,
      4,
    );
    expect(log).toEqual(['b', '/b', 'a', '/a', ['value', 'result']]);
  });

  it('the first failure ends the siblings and the body, and is thrown when all are over', async () => {
    const log = await play(
      `
      const bad = new Error('bad');
      try {
        CALL(env.scope(FN{
          s.spawn(env.task, env.log, 'long', 100);
          s.spawn(env.task, env.log, 'bad', 2, bad);
          try { CALL(env.sleep(100)); env.log.push('never') } finally { env.log.push('/body') }
        }));
      } catch (error) { return error === bad }`,
      4,
    );
    expect(log.slice(-1)).toEqual([['value', true]]);
    expect([...log.slice(0, -1)].sort()).toEqual(['/bad', '/body', '/long']);
  });

  it('a failing body ends the greenlets', async () => {
    const log = await play(
      `
      try {
        CALL(env.scope(FN{ s.spawn(env.task, env.log, 'long', 100); CALL(env.sleep(1)); throw new Error('body') }));
      } catch (error) { return error.message }`,
      3,
    );
    expect(log).toEqual(['/long', ['value', 'body']]);
  });

  it('cancel ends all; the call ends with undefined', async () => {
    const log = await play(
      `return CALL(env.scope(FN{
        s.spawn(env.task, env.log, 'long', 100);
        CALL(env.sleep(1));
        s.cancel();
        CALL(env.sleep(1));
        env.log.push('never');
      }))`,
      3,
    );
    expect(log).toEqual(['/long', ['value', undefined]]);
  });

  it('a timeout around it reaches the whole tree', async () => {
    const log = await play(
      `return CALL(env.withTimeout(2, ${fn.replace('(s)', '()')}
        CALL(env.scope(FN{
          s.spawn(env.task, env.log, 'outer', 100);
          CALL(env.scope(FN{ s.spawn(env.task, env.log, 'inner', 100) }));
        }));
      }, { fallback: 'late' }))`,
      4,
    );
    expect(log.slice(-1)).toEqual([['value', 'late']]);
    expect([...log.slice(0, -1)].sort()).toEqual(['/inner', '/outer']);
  });

  it('a body in a shield is cancelled when the shield is over', async () => {
    const log = await play(
      `
      try {
        CALL(env.scope(FN{
          s.spawn(env.task, env.log, 'bad', 1, new Error('bad'));
          CALL(env.shield(FN{ CALL(env.sleep(4)); env.log.push('saved') }));
          env.log.push('never');
        }));
      } catch (error) { return error.message }`,
      7,
    );
    expect(log).toEqual(['/bad', 'saved', ['value', 'bad']]);
  });

  it('inside a shield it is cancelled by its own greenlets', async () => {
    const log = await play(
      `
      try {
        CALL(env.shield(FN{ CALL(env.scope(FN{
          s.spawn(env.task, env.log, 'bad', 1, new Error('bad'));
          CALL(env.sleep(100));
          env.log.push('never');
        })) }));
      } catch (error) { return error.message }`,
      3,
    );
    expect(log).toEqual(['/bad', ['value', 'bad']]);
  });
});

describe('scope', () => {
  const child = function* (ms: number, error: Error): Generator<unknown, void> {
    try {
      yield sleep(ms);
    } catch {
      throw new Error('while cleaning up');
    }
    throw error;
  };

  it('several failures are thrown together', () => {
    const g = spawn(function* () {
      yield scope(function* (s) {
        s.spawn(child, 1, new Error('first'));
        s.spawn(child, 100, new Error('never'));
        yield sleep(100);
      });
    });
    void g.join();
    loop.advance(5);
    const { errors } = g.exception as AggregateError;
    expect(errors.map((one: Error) => one.message)).toEqual(['first', 'while cleaning up']);
  });

  it('a kill of its greenlet ends the tree before the greenlet, and is no failure', () => {
    const log: unknown[] = [];
    const g = spawn(function* () {
      try {
        yield scope(function* (s) {
          s.spawn(task, log, 'a', 100);
        });
      } finally {
        log.push('after the scope');
      }
    });
    loop.advance(1);
    g.kill(undefined, { block: false });
    loop.advance(1);
    expect(log).toEqual(['/a', 'after the scope']);
    expect(g.value).toBeInstanceOf(GreenletExit);
  });

  it('a greenlet that was killed by somebody is no failure of the scope', () => {
    let one: Greenlet | undefined;
    const g = spawn(function* () {
      return yield scope(function* (s): Generator<unknown, string> {
        one = s.spawn(task, [], 'a', 100);
        s.spawn(task, [], 'b', 3);
        yield sleep(1);
        return 'fine';
      });
    });
    loop.advance(2);
    one?.kill(undefined, { block: false });
    loop.advance(2);
    expect(g.value).toBe('fine');
  });

  it('takes nobody in when it is over or cancelled', () => {
    const codes: string[] = [];
    let kept: Scope | undefined;
    spawn(function* () {
      yield scope(function* (s) {
        kept = s;
        s.spawn(function* () {
          s.cancel();
          codes.push(codeOf(() => s.spawn(() => 1)));
        });
        yield sleep(5);
      });
    });
    loop.advance(5);
    codes.push(codeOf(() => kept?.spawn(() => 1)));
    expect(codes).toEqual(['GS_SCOPE_CLOSED', 'GS_SCOPE_CLOSED']);
    expect([kept?.isCancelled, kept?.size]).toEqual([true, 0]);
  });

  it('its greenlets may spawn in it, also while it waits for them', () => {
    const log: unknown[] = [];
    const g = spawn(function* () {
      yield scope(function* (s) {
        s.spawn(function* () {
          yield sleep(1);
          s.spawn(task, log, 'late', 3);
        });
      });
      log.push('over');
    });
    loop.advance(5);
    expect([log, g.dead]).toEqual([['late', '/late', 'over'], true]);
  });
});
