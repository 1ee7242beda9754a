/** waitFor on events, with timeouts and signals; sleep with a signal. Whatever ends a wait, nothing is left that listens. */
import { EventEmitter, getEventListeners } from 'node:events';
import { type Greenlet, shield, sleep, waitFor } from 'greenspool';
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

const abortListeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

describe.each(kinds)('in a %s body', (kind) => {
  let emitter: EventEmitter;
  let target: EventTarget;
  let control: AbortController;
  let log: unknown[];
  beforeEach(() => {
    [emitter, target, control, log] = [new EventEmitter(), new EventTarget(), new AbortController(), []];
  });
  const begin = async (text: string) => {
    const env = { waitFor, sleep, emitter, target, signal: control.signal, log, never: new Promise(() => undefined) };
    const body = await bodyOf(kind, `try { ${text} } catch (error) { env.log.push(error.code ?? error.message) }`);
    const g = start(kind, body, env);
    await settle(loop);
    return { g: g as Greenlet }; // a greenlet by itself would be awaited
  };
  const nListeners = () => [
    emitter.listenerCount('data') + emitter.listenerCount('error'),
    getEventListeners(target, 'ping').length,
    abortListeners(control.signal),
  ];

  it('waitFor of an emitter ends with the arguments of the event', async () => {
    await begin(`env.log.push(CALL(env.waitFor(env.emitter, 'data', { signal: env.signal })))`);
    expect([log, nListeners()]).toEqual([[], [2, 0, 1]]);
    emitter.emit('data', 1, 'two');
    expect(nListeners()).toEqual([0, 0, 0]);
    await settle(loop);
    expect(log).toEqual([[1, 'two']]);
  });

  it("an emitter's error that comes instead is thrown; the event 'error' itself is one like others", async () => {
    await begin(`CALL(env.waitFor(env.emitter, 'data'))`);
    emitter.emit('error', new Error('broken'));
    await settle(loop);
    await begin(`env.log.push(CALL(env.waitFor(env.emitter, 'error'))[0].message)`);
    emitter.emit('error', new Error('awaited'));
    await settle(loop);
    expect([log, nListeners()]).toEqual([
      ['broken', 'awaited'],
      [0, 0, 0],
    ]);
  });

  it('waitFor of an EventTarget ends with the event', async () => {
    await begin(`env.log.push(CALL(env.waitFor(env.target, 'ping'))[0].type)`);
    expect(nListeners()).toEqual([0, 1, 0]);
    target.dispatchEvent(new globalThis.Event('ping'));
    await settle(loop);
    expect([log, nListeners()]).toEqual([['ping'], [0, 0, 0]]);
  });

  it.each([
    ['an emitter', `env.waitFor(env.emitter, 'data', OPTIONS)`],
    ['a target', `env.waitFor(env.target, 'ping', OPTIONS)`],
    ['a promise', 'env.waitFor(env.never, OPTIONS)'],
  ])('a timeout, an abort, and an abort that came before end the wait for %s', async (_, call) => {
    const text = (options: string) => `CALL(${call.replace('OPTIONS', options)})`;
    await begin(text('{ timeout: 0, signal: env.signal }'));
    await begin(text('{ timeout: 5, signal: env.signal }'));
    await settle(loop, 4);
    expect(log).toEqual(['GS_TIMEOUT']);
    await settle(loop, 1);
    expect([log, nListeners()]).toEqual([
      ['GS_TIMEOUT', 'GS_TIMEOUT'],
      [0, 0, 0],
    ]);
    log.length = 0;
    await begin(text('{ timeout: 5, signal: env.signal }'));
    control.abort(new Error('aborted'));
    expect(nListeners()).toEqual([0, 0, 0]);
    await settle(loop, 6);
    await begin(text('{ signal: env.signal }'));
    await settle(loop);
    expect([log, nListeners()]).toEqual([
      ['aborted', 'aborted'],
      [0, 0, 0],
    ]);
  });

  it('sleep ends in time, by an abort, and at once when the abort came before', async () => {
    await begin(`CALL(env.sleep(5, { signal: env.signal })); CALL(env.sleep(0, { signal: env.signal })); env.log.push('slept');
      CALL(env.sleep(5, { signal: env.signal }))`);
    await settle(loop, 5);
    expect([log, abortListeners(control.signal)]).toEqual([['slept'], 1]);
    control.abort(new Error('aborted'));
    await begin('CALL(env.sleep(5, { signal: env.signal }))');
    await settle(loop);
    expect([log, abortListeners(control.signal)]).toEqual([['slept', 'aborted', 'aborted'], 0]);
  });

  it('a source that throws when it is listened to ends the wait', async () => {
    emitter.on('newListener', () => {
      throw new Error('no listeners, please');
    });
    await begin(`CALL(env.waitFor(env.emitter, 'data', { signal: env.signal }))`);
    await settle(loop);
    expect([log, nListeners()]).toEqual([['no listeners, please'], [0, 0, 0]]);
  });

  it.runIf(kind !== 'main')('a kill takes all listeners back', async () => {
    for (const call of [`waitFor(env.emitter, 'data'`, `waitFor(env.target, 'ping'`, 'sleep(50']) {
      const { g } = await begin(`CALL(env.${call}, { signal: env.signal }))`);
      expect(abortListeners(control.signal)).toBe(1);
      g.kill(undefined, { block: false });
      await settle(loop);
      expect([g.dead, nListeners()]).toEqual([true, [0, 0, 0]]);
    }
  });
});

describe('waitFor', () => {
  it('takes functions and objects with a `then`, also one that settles at once', async () => {
    const log: unknown[] = [];
    const text = 'for (const one of env.all) env.log.push(CALL(env.waitFor(one)))';
    const at = (n: number) => ({ ['then' as string]: (settled: (n: number) => void) => settled(n) });
    const all = [at(1), Object.assign(() => 0, at(2))];
    void start('generator', await bodyOf('generator', text), { all, log, waitFor });
    await settle(loop);
    expect(log).toEqual([1, 2]);
  });

  it('refuses what never settles, and options that are none', () => {
    const emitter = new EventEmitter();
    const refused: (() => unknown)[] = [
      () => waitFor(1 as never),
      () => waitFor({} as never),
      () => waitFor({} as never, 'data'),
      () => waitFor(null as never, 'data'),
      () => waitFor(new EventTarget(), Symbol('ping')),
      () => waitFor(Promise.resolve(), 5 as never),
      () => waitFor(Promise.resolve(), { timeout: -1 }),
      () => waitFor(Promise.resolve(), { timeout: Number.NaN }),
      () => waitFor(emitter, 'data', { signal: {} as never }),
      () => sleep(1, { signal: 5 as never }),
    ];
    expect(refused.map(codeOf)).toEqual(refused.map(() => 'GS_BAD_ARGUMENT'));
    expect(emitter.eventNames()).toEqual([]);
  });

  it('inside a shield is ended by its own signal', async () => {
    const log: unknown[] = [];
    const control = new AbortController();
    const text = `try { yield env.shield(function* () { yield env.sleep(50, { signal: env.signal }) }) }
      catch (error) { env.log.push(error.message) }`;
    void start('generator', await bodyOf('generator', text), { shield, sleep, signal: control.signal, log });
    await settle(loop);
    control.abort(new Error('aborted'));
    await settle(loop);
    expect(log).toEqual(['aborted']);
  });
});
