/** Compiled generators: as bodies, and below compiled and other callers. */
import { getCurrent, greenlet, run, sleep, spawn } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { codeOfAsync } from '../helpers/code-of.js';
import { body, collect, delegates, switcher, values } from './fixtures/generators.mjs';

const main = getCurrent();

describe('a compiled generator', () => {
  it('parks below a compiled caller of next()', async () => {
    const log: unknown[] = [];
    expect(await run(collect, values(3, log))).toEqual([0, 1, 2]);
    expect(log).toEqual(['closed']);
    expect(await run(collect, delegates(values(2, log)))).toEqual([0, 1]);
  });

  it('gets errors at its pending call', async () => {
    const log: unknown[] = [];
    const g = spawn(collect, values(3, log));
    await sleep(0);
    await g.kill();
    expect([g.successful(), log]).toEqual([true, ['closed']]);
  });

  it('is running for others while it is parked', async () => {
    const it = values(1, [], 5);
    const g = spawn(collect, it);
    await sleep(0);
    expect(g.dead).toBe(false);
    expect(() => $gs.pick.next(it.next, 'it.next').call(it)).toThrow('Generator is already running');
    expect(await g).toEqual([0]);
  });

  it('is a greenlet body like any other', async () => {
    const log: unknown[] = [];
    expect(await run(body, log)).toBe('end');
    expect(log).toEqual([0, undefined, 'awaited', 0]);
  });

  it('gets what a switch delivers, whatever it is', () => {
    const promise = Promise.resolve();
    const g = greenlet(switcher);
    expect(g.switch(main, 'out')).toBe('out');
    expect(g.switch(promise)).toBe(promise);
  });

  it('is called by a body that was not compiled, with yield*', async () => {
    const g = spawn(function* () {
      return yield* body([]);
    });
    expect(await g).toBe('end');
  });

  it('cannot park below native code', async () => {
    const log: unknown[] = [];
    const spread = (it: Iterable<unknown>) => [...it];
    const compiled = (f: () => unknown) => {
      if ($gsm !== 0) $gs.enter('compiled');
      const t = f();
      return $gsm === 0 ? t : $gs.s2(resumed, 1, t);
    };
    const resumed = (_f: unknown, v: unknown, x: boolean) => (x ? $gs.raise(v) : v);
    expect(await codeOfAsync(() => spawn(compiled, spread.bind(null, values(2, log))))).toBe('GS_BARRIER');
    expect(log).toEqual(['closed']);
    expect(await run(collect, values(1, log))).toEqual([0]);
  });

  it('is an ordinary one in main', () => {
    expect([...delegates([1, 2].values())]).toEqual([1, 2]);
    expect($gs.pick.next(main.switch, 'x')).toBe(main.switch);
    expect($gs.pick.next(undefined)).toBe(undefined);
  });
});
