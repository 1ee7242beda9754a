/** Waiting for what calls back once, from every kind of body. */
import { GreenletExit, Timeout, withTimeout } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CallbackWait, type Done, waitForCallback } from '../../build/greenlet/callback-wait.js';
import { bodyOf, greenletKinds, kinds, outcomeOf, settle, start } from '../helpers/bodies.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => ({ loop, restore } = withManualLoop()));
afterEach(() => restore());

/** Work that ends when the test says so. */
class Work implements CallbackWait<number> {
  readonly log: unknown[] = [];
  done: Done<number> = () => undefined;
  readonly about = 'the work';

  begin(done: Done<number>): () => void {
    this.log.push('begun');
    this.done = done;
    return () => this.log.push('cancelled');
  }

  unwanted(value: number): void {
    this.log.push(`unwanted ${value}`);
  }

  readonly wait = (): unknown => waitForCallback('work', this);
}

const text = 'try { return CALL(env.wait()); } finally { env.log.push("left"); }';

describe.each(kinds)('in a %s body', (kind) => {
  it('ends with what the callback is given', async () => {
    const work = new Work();
    const seen: unknown[] = [];
    void (start(kind, await bodyOf(kind, text), work) as PromiseLike<unknown>).then((value) => seen.push(value));
    await settle(loop);
    expect(work.log).toEqual(['begun']);
    work.done(null, 5);
    await settle(loop);
    expect([seen, work.log]).toEqual([[5], ['begun', 'left']]);
  });

  it('throws what the callback is given, or what cannot begin', async () => {
    const env = (begin: (done: Done<never>) => undefined) => ({
      log: [],
      wait: () => waitForCallback('work', { begin }),
    });
    const failing = env((done) => void queueMicrotask(() => done(new Error('it failed'))));
    const throwing = env(() => {
      throw new TypeError('it cannot begin');
    });
    expect(await outcomeOf(loop, kind, text, failing, 0)).toEqual([new Error('it failed')]);
    expect(await outcomeOf(loop, kind, text, throwing, 0)).toEqual([new TypeError('it cannot begin')]);
  });

  it('takes a result that is there at once', async () => {
    const env = { log: [], wait: () => waitForCallback<number>('work', { begin: (done) => void done(null, 7) }) };
    expect(await outcomeOf(loop, kind, text, env, 0)).toEqual([7]);
  });
});

describe.each(greenletKinds)('a greenlet with a %s body that is ended while it waits', (kind) => {
  async function killed(work: Work, beforeKill: () => void = () => undefined) {
    const g = start(kind, await bodyOf(kind, text), work) as import('greenspool').Greenlet;
    await settle(loop);
    beforeKill();
    g.kill(undefined, { block: false });
    await settle(loop);
    expect(g.value).toBeInstanceOf(GreenletExit);
    return work;
  }

  it('has the work cancelled, and a late result is nobody’s', async () => {
    const work = await killed(new Work());
    work.done(null, 5);
    expect(work.log).toEqual(['begun', 'cancelled', 'left', 'unwanted 5']);
  });

  it('lets a late error go', async () => {
    const work = await killed(new Work());
    work.done(new Error('late'));
    await settle(loop);
    expect(work.log).toEqual(['begun', 'cancelled', 'left']);
  });

  it('gives a result back that it was on its way to take', async () => {
    const work = new Work();
    await killed(work, () => work.done(null, 6));
    expect(work.log).toEqual(['begun', 'unwanted 6', 'left']);
  });

  it('is timed out like in any wait', async () => {
    const work = new Work();
    const env = { ...work, log: work.log, wait: () => withTimeout(5, () => work.wait()) };
    const [error] = await outcomeOf(loop, kind === 'async' ? 'async' : 'generator', text, env, 6);
    expect(error).toBeInstanceOf(Timeout);
    expect(work.log).toEqual(['begun', 'cancelled', 'left']);
  });
});

it('begins in the order in which the callers have left, and not before', async () => {
  const log: string[] = [];
  const work = (name: string) => ({ log, wait: () => waitForCallback('work', { begin: () => void log.push(name) }) });
  const body = await bodyOf(
    'compiled',
    'env.log.push("in"); try { return CALL(env.wait()); } finally { env.log.push("out"); }',
  );
  const all = ['a', 'b'].map((name) => start('compiled', body, work(name)) as import('greenspool').Greenlet);
  await settle(loop);
  expect(log).toEqual(['in', 'a', 'in', 'b']);
  for (const g of all) g.kill(undefined, { block: false });
  await settle(loop);
});

it('does not begin for a greenlet that is being killed and waits again', async () => {
  const work = new Work();
  const body = await bodyOf('compiled', 'try { CALL(env.sleep()); } finally { CALL(env.wait()); }');
  const env = { wait: work.wait, sleep: new Work().wait };
  const g = start('compiled', body, env) as import('greenspool').Greenlet;
  await settle(loop);
  g.kill(undefined, { block: false });
  await settle(loop);
  expect([g.dead, work.log]).toEqual([true, []]);
});
