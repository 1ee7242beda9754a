/** withSignal, and the signal of withTimeout: an AbortSignal ends any wait, at any depth, and never hits later code. */
import { getEventListeners } from 'node:events';
import { Event, type Greenlet, Queue, shield, sleep, withSignal, withTimeout } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, kinds, settle, start } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
let control: AbortController;
let log: unknown[];
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
  [control, log] = [new AbortController(), []];
});
afterEach(() => restore());

const nListeners = () => getEventListeners(control.signal, 'abort').length;

describe.each(kinds)('withSignal in a %s body', (kind) => {
  const fns = {
    compiled: '() => {',
    stormy: '() => {',
    generator: 'function* () {',
    async: 'async () => {',
    main: 'async () => {',
  };
  const begin = async (text: string) => {
    const env = {
      withSignal,
      withTimeout,
      shield,
      sleep,
      signal: control.signal,
      log,
      event: new Event(),
      queue: new Queue(),
    };
    const caught = `try { ${text} } catch (error) { env.log.push(error.message) }`;
    const g = start(kind, await bodyOf(kind, caught.replaceAll('FN{', fns[kind])), env);
    await settle(loop);
    return { g: g as Greenlet }; // a greenlet by itself would be awaited
  };
  const abort = async () => {
    control.abort(new Error('aborted'));
    await settle(loop);
  };

  it('ends with the result of the function, and leaves no listener', async () => {
    await begin(`env.log.push(CALL(env.withSignal(env.signal, FN{ CALL(env.sleep(3)); return 'done' })))`);
    expect(nListeners()).toBe(1);
    await settle(loop, 3);
    await abort();
    expect([log, nListeners()]).toEqual([['done'], 0]);
  });

  it.each(['sleep(100)', 'event.wait()', 'queue.get()'])(
    'throws the reason where the function waits, in %s',
    async (wait) => {
      await begin(
        `CALL(env.withSignal(env.signal, FN{ try { CALL(env.${wait}) } finally { env.log.push('finally') } }))`,
      );
      await abort();
      expect([log, nListeners()]).toEqual([['finally', 'aborted'], 0]);
    },
  );

  it('does not call the function when the signal is aborted already', async () => {
    control.abort(new Error('aborted'));
    await begin(`CALL(env.withSignal(env.signal, FN{ env.log.push('called') }))`);
    await begin(
      `env.log.push(CALL(env.withSignal(env.signal, FN{ env.log.push('called') }, { fallback: 'instead' })))`,
    );
    await begin(`CALL(env.withTimeout(5, FN{ env.log.push('called') }, { signal: env.signal, fallback: 'instead' }))`);
    await settle(loop);
    expect([log, nListeners()]).toEqual([['aborted', 'instead', 'aborted'], 0]);
  });

  it('ends with the fallback for its own signal, and throws other errors', async () => {
    await begin(`env.log.push(CALL(env.withSignal(env.signal, FN{ CALL(env.sleep(100)) }, { fallback: 'instead' })))`);
    await begin(`CALL(env.withSignal(env.signal, FN{ throw new Error('other') }, { fallback: 'instead' }))`);
    await abort();
    expect([log, nListeners()]).toEqual([['other', 'instead'], 0]);
  });

  it('a shield holds the abort back until it is over', async () => {
    await begin(`CALL(env.withSignal(env.signal, FN{
      CALL(env.shield(FN{ CALL(env.sleep(5)); env.log.push('shielded') })); CALL(env.sleep(100)); env.log.push('never') }))`);
    await abort();
    expect(log).toEqual([]);
    await settle(loop, 6);
    expect([log, nListeners()]).toEqual([['shielded', 'aborted'], 0]);
  });

  it('withTimeout takes a signal beside its time', async () => {
    const text = (ms: number) => `CALL(env.withTimeout(${ms}, FN{ CALL(env.sleep(100)) }, { signal: env.signal }))`;
    await begin(text(2));
    await settle(loop, 2);
    expect([log.length, nListeners()]).toEqual([1, 0]);
    await begin(text(50));
    await abort();
    expect([log[1], nListeners(), loop.nTimers <= 1]).toEqual(['aborted', 0, true]);
  });

  it.runIf(kind !== 'main')('a kill takes the listener back', async () => {
    const { g } = await begin('CALL(env.withSignal(env.signal, FN{ CALL(env.sleep(100)) }))');
    expect(nListeners()).toBe(1);
    g.kill(undefined, { block: false });
    await settle(loop);
    expect([g.dead, nListeners()]).toEqual([true, 0]);
  });
});

describe('withSignal', () => {
  it('an abort that comes when the wait is over already does not hit later code', async () => {
    const { signal } = control;
    const body = await bodyOf(
      'generator',
      `yield env.withSignal(env.signal, function* () { yield env.event.wait() }); env.log.push('waited'); yield env.sleep(5); env.log.push('slept')`,
    );
    const event = new Event();
    void start('generator', body, { withSignal, sleep, signal, event, log });
    await settle(loop);
    event.set();
    control.abort(new Error('aborted'));
    await settle(loop, 5);
    expect([log, nListeners()]).toEqual([['waited', 'slept'], 0]);
  });

  it('of two, the inner one leaves what the outer one throws alone', async () => {
    const inner = new AbortController();
    const body = await bodyOf(
      'generator',
      `return yield env.withSignal(env.outer, function* () {
        return yield env.withSignal(env.inner, function* () { yield env.sleep(50) }, { fallback: 'inner' });
      }, { fallback: 'outer' })`,
    );
    const g = start('generator', body, { withSignal, sleep, outer: control.signal, inner: inner.signal }) as Greenlet;
    await settle(loop);
    control.abort(new Error('aborted'));
    await settle(loop);
    expect([g.value, getEventListeners(inner.signal, 'abort').length]).toEqual(['outer', 0]);
  });

  it('refuses what is no signal and no function', () => {
    const { signal } = control;
    expect([
      codeOf(() => withSignal(undefined as never, () => 1)),
      codeOf(() => withSignal(null as never, () => 1)),
      codeOf(() => withSignal({ aborted: true } as never, () => 1)),
      codeOf(() => withSignal(signal, 5 as never)),
      codeOf(() => withTimeout(5, () => 1, { signal: 'no' as never })),
    ]).toEqual([...Array(3).fill('GS_BAD_ARGUMENT'), 'GS_NOT_A_FUNCTION', 'GS_BAD_ARGUMENT']);
  });
});
