/** The cooperative Atomics.wait does what the original does, to one greenlet. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { killAll, sleep, spawn } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { atomicsPatches } from '../../build/monkey/atomics.js';
import { bodyOf } from '../helpers/bodies.ts';
import { withManualLoop } from '../helpers/manual-loop.ts';
import { inGreenlet, itComesToTheSame, twins } from './outcomes.ts';

const { wait } = twins(atomicsPatches) as Record<'wait', (...args: unknown[]) => string>;
const shared = (length = 4) => new Int32Array(new SharedArrayBuffer(4 * length));
const big = (value: bigint) => new BigInt64Array(new SharedArrayBuffer(16)).fill(value);

/** Lets greenlets park and the host deliver what was notified. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 2));

const cases: unknown[][] = [
  [shared(), 0, 0, 3],
  [shared(), 3, 0, 0.5],
  [shared(), 0, 0, 0],
  [shared(), 0, 0, -5],
  [shared(), '1', '0', '2'],
  [shared(), 0, 1],
  [shared(), 0, 1, 5],
  [big(2n), 1, 2n, 2],
  [big(2n), 1, 3n],
  [big(2n), 1, 2, 2],
  [shared(), 4, 0, 1],
  [shared(), -1, 0, 1],
  [shared(), 0, 0n, 1],
  [shared(), 0, 0, 1n],
  [shared(), 0, 0, Symbol('time')],
  [shared(), 0, Symbol('value'), 1],
  [new Int32Array(4), 0, 0, 1],
  [new Uint32Array(shared().buffer), 0, 0, 1],
  [new Float64Array(2), 0, 0, 1],
  [{}, 0, 0, 1],
  [],
];

describe('the same result and the same error as the original', () => {
  itComesToTheSame(
    Atomics,
    { wait },
    cases.map((args) => ['wait', ...args]),
  );
});

describe('a wait', () => {
  it('ends with ok when another greenlet notifies, in order, as many as are asked for', async () => {
    const array = shared();
    const ended: string[] = [];
    for (let i = 0; i < 4; i++) {
      void inGreenlet(wait, array, 0, 0, i === 3 ? undefined : 60_000).then((outcome) => ended.push(`${i} ${outcome}`));
    }
    await turn();
    expect(Atomics.notify(array, 1)).toBe(0);
    expect(Atomics.notify(array, 0, 2)).toBe(2);
    await turn();
    expect(ended).toEqual(['0 ok', '1 ok']);
    expect(Atomics.notify(array, 0)).toBe(2);
    await turn();
    expect(ended).toEqual(['0 ok', '1 ok', '2 ok', '3 ok']);
    expect(Atomics.notify(array, 0)).toBe(0);
  });

  it('ends with ok when another thread notifies, and so for 64 bits', async () => {
    const array = big(0n);
    const g = inGreenlet(wait, array, 1, 0n);
    const source = `const { workerData } = require('node:worker_threads');
      while (Atomics.notify(workerData, 1) === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);`;
    const worker = new Worker(source, { eval: true, workerData: array });
    const over = once(worker, 'exit');
    expect(await g).toBe('ok');
    await over;
  });

  it('of one that was killed passes its notification on', async () => {
    const array = shared();
    const killed = inGreenlet(wait, array, 0, 0, 60_000);
    const g = inGreenlet(wait, array, 0, 0, 60_000);
    await turn();
    await killed.kill();
    expect([killed.dead, Atomics.notify(array, 0, 1)]).toEqual([true, 1]);
    expect(await g).toBe('ok');
  });

  it('of one that is killed with the notification on its way passes it on', async () => {
    const array = shared();
    const outcomes: unknown[] = [];
    const first = inGreenlet(wait, array, 0, 0, 60_000);
    const second = inGreenlet(wait, array, 0, 0, 60_000);
    void second.then((outcome) => outcomes.push(outcome));
    await turn();
    const body = await bodyOf('compiled', 'CALL(env.sleep(0)); env.notify(); CALL(env.sleep(0)); env.kill();');
    await spawn(body, {
      sleep,
      notify: () => Atomics.notify(array, 0, 1),
      kill: () => void first.kill(undefined, { block: false }),
    });
    await turn();
    await turn();
    expect([first.dead, outcomes.length]).toEqual([true, 1]);
  });

  it('of a thousand in one place: as many are woken as were notified, however many of them were killed', async () => {
    const array = shared();
    const all = Array.from({ length: 1000 }, () => inGreenlet(wait, array, 0, 0, 60_000));
    const [killed, others] = [all.filter((_, i) => i % 2 === 0), all.filter((_, i) => i % 2 === 1)];
    while (all.some((g) => !g.started)) await turn();
    await killAll(killed);
    expect(Atomics.notify(array, 0, 400)).toBe(400);
    while (others.filter((g) => g.dead).length < 400) await turn();
    await turn();
    expect(others.findIndex((g) => !g.dead)).toBe(400);
    Atomics.notify(array, 0, 100);
    expect(new Set(await Promise.all(others))).toEqual(new Set(['ok']));
  });

  it('for a killed greenlet that has caught it is over at its next wait, equal or not', async () => {
    const array = shared();
    const body = await bodyOf(
      'compiled',
      'for (;;) { try { CALL(env.wait(env.array, 0, env.value, 60000)); } catch { env.nCaught++; env.value = 1; if (env.nCaught > 3) throw 1; } }',
    );
    const env = { wait, array, value: 0, nCaught: 0 };
    const g = spawn(body, env);
    await turn();
    await g.kill();
    expect([g.dead, env.nCaught]).toEqual([true, 4]);
  });

  it('that only sleeps: a thousand at once, side by side, on the clock of the hub', async () => {
    const { loop, restore } = withManualLoop();
    const ended: string[] = [];
    for (let i = 0; i < 1000; i++) {
      const g = inGreenlet(wait, shared(1), 0, 0, i < 500 ? 50_000 : 60_000);
      g.link(() => ended.push(g.value as string));
    }
    loop.advance(49_999);
    expect(ended).toEqual([]);
    loop.advance(1);
    expect(ended).toEqual(Array(500).fill('timed-out'));
    loop.advance(10_000);
    expect([ended.length, loop.nTimers]).toEqual([1000, 0]);
    restore();
  });
});

it('keeps a program alive for as long as it may take, or says that nobody can notify', async () => {
  const path = (url: string) => fileURLToPath(new URL(url, import.meta.url));
  const args = [path('../../build/cli/index.js'), 'run', path('programs/alive.mjs')];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe('timed-out\n1 ok\nGS_DEADLOCK\n');
});
