import { type Greenlet, GreenletExit, shield, sleep, spawn, Timeout, withTimeout } from 'greenspool';
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

describe.each(greenletKinds)('shield in a %s body', (kind) => {
  const fn = { compiled: '() => {', stormy: '() => {', generator: 'function* () {', async: 'async () => {' }[kind];
  const begin = async (text: string) => {
    const log: unknown[] = [];
    const body = await bodyOf(kind, text.replaceAll('FN{', fn));
    const g = start(kind, body, { shield, sleep, Timeout, withTimeout, log }) as Greenlet;
    await settle(loop, 1);
    return { g, log };
  };

  it('lets a killed greenlet clean up with calls that block', async () => {
    const { g, log } = await begin(`
      try { CALL(env.sleep(100)) }
      finally {
        CALL(env.shield(FN{ CALL(env.sleep(3)); env.log.push('one') }));
        CALL(env.shield(FN{ CALL(env.sleep(3)); env.log.push('two') }));
      }`);
    g.kill(undefined, { block: false });
    await settle(loop, 2);
    expect([log, g.dead]).toEqual([[], false]);
    await settle(loop, 6);
    expect(log).toEqual(['one', 'two']);
    expect(g.value).toBeInstanceOf(GreenletExit);
  });

  it('keeps a kill away until it is over, and then throws it', async () => {
    const { g, log } = await begin(`
      try { CALL(env.shield(FN{ CALL(env.sleep(10)); env.log.push('done') })); env.log.push('never') }
      finally { env.log.push('finally') }`);
    g.kill(undefined, { block: false });
    await settle(loop, 5);
    expect([log, g.dead]).toEqual([[], false]);
    await settle(loop, 6);
    expect(log).toEqual(['done', 'finally']);
    expect(g.value).toBeInstanceOf(GreenletExit);
  });

  it('keeps a timeout away until it is over, and then throws it', async () => {
    const { g, log } = await begin(`
      const limit = env.Timeout.start(3);
      try { CALL(env.shield(FN{ CALL(env.sleep(10)); env.log.push('done') })) }
      catch (error) { return limit.isMine(error) }`);
    await settle(loop, 11);
    expect([log, g.value]).toEqual([['done'], true]);
  });

  it('does not keep away a timeout that is started inside', async () => {
    const { g } = await begin(`
      return CALL(env.shield(FN{ return CALL(env.withTimeout(3, FN{ CALL(env.sleep(100)) }, { fallback: 'cut' })) }))`);
    await settle(loop, 5);
    expect(g.value).toBe('cut');
  });

  it('nested ones keep a kill away until the outer one is over', async () => {
    const { g, log } = await begin(`
      CALL(env.shield(FN{
        CALL(env.shield(FN{ CALL(env.sleep(4)); env.log.push('inner') }));
        CALL(env.sleep(4));
        env.log.push('outer');
      }));
      env.log.push('never')`);
    g.kill(undefined, { block: false });
    await settle(loop, 10);
    expect(log).toEqual(['inner', 'outer']);
    expect(g.value).toBeInstanceOf(GreenletExit);
  });

  it('passes on what the function throws; a kill that came meanwhile hits the next wait', async () => {
    const { g, log } = await begin(`
      try { CALL(env.shield(FN{ CALL(env.sleep(3)); throw new Error('own') })) }
      catch (error) { env.log.push(error.message) }
      CALL(env.sleep(1));
      env.log.push('never')`);
    g.kill(undefined, { block: false });
    await settle(loop, 6);
    expect(log).toEqual(['own']);
    expect(g.value).toBeInstanceOf(GreenletExit);
  });
});

describe('shield', () => {
  it.each(kinds)('ends with the result in a %s body', async (kind) => {
    const seen: unknown[] = [];
    const body = await bodyOf(kind, "env.seen.push(CALL(env.shield(() => 'result')))");
    void start(kind, body, { shield, seen });
    await settle(loop);
    expect(seen).toEqual(['result']);
  });

  it('a kill that blocks waits until it is over', () => {
    const seen: unknown[] = [];
    const g = spawn(function* () {
      yield shield(function* () {
        yield sleep(10);
      });
    });
    loop.advance(1);
    spawn(function* () {
      seen.push(yield g.kill(undefined, { timeout: 2 }), yield g.join());
    });
    loop.advance(2);
    expect(seen).toEqual([]);
    loop.advance(10);
    expect(seen).toEqual([false, true]);
  });

  it('refuses what is no function', () => {
    expect(codeOf(() => shield(5 as never))).toBe('GS_NOT_A_FUNCTION');
  });
});
