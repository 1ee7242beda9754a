import { idle, sleep, spawn, wait } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Kind, kinds, outcomeOf } from '../helpers/bodies.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

const endsAfter = (ms: number) =>
  spawn(function* () {
    yield sleep(ms);
  });

const play = (kind: Kind, text: string, env: object, ms: number) => outcomeOf(loop, kind, text, env, ms);

describe.each(kinds)('in a %s body', (kind) => {
  it('idle waits until nobody is ready', async () => {
    const log: string[] = [];
    spawn(function* () {
      for (let i = 0; i < 3; i++) yield sleep(0);
      log.push('others');
    });
    await play(kind, "CALL(env.idle()); env.log.push('idle')", { idle, log }, 1);
    expect(log).toEqual(['others', 'idle']);
  });

  it('wait of nothing waits until all others are over', async () => {
    const log: string[] = [];
    endsAfter(3).link({ linked: () => log.push('last') });
    await play(kind, "CALL(env.wait()); env.log.push('alone')", { wait, log }, 5);
    expect(log).toEqual(['last', 'alone']);
  });
});
