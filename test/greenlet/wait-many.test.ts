import { EventEmitter } from 'node:events';
import {
  Event,
  type Greenlet,
  GreenletExit,
  iwait,
  joinAll,
  killAll,
  onError,
  shield,
  sleep,
  spawn,
  wait,
} from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Kind, kinds, outcomeOf, settle } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
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
  it('wait returns what is ready, in that order, up to count or the timeout', async () => {
    const [a, b, c] = [endsAfter(3), endsAfter(1), endsAfter(50)];
    const promise = new Promise<void>((resolve) => void endsAfter(2).link({ linked: () => resolve() }));
    const env = { wait, list: [a, b, c, promise] };
    const text = `
      const two = CALL(env.wait(env.list, { count: 2 }));
      const timed = CALL(env.wait(env.list, { timeout: 4 }));
      return [two, timed];`;
    const [[two, timed]] = (await play(kind, text, env, 8)) as [[unknown[], unknown[]]];
    expect(two).toHaveLength(2);
    expect([two[0] === b, two[1] === promise]).toEqual([true, true]);
    expect(new Set(timed)).toEqual(new Set([a, b, promise]));
  });

  it('killAll ends all and waits for them', async () => {
    const list = [endsAfter(50), endsAfter(60)];
    const [dead] = (await play(kind, 'return CALL(env.killAll(env.list))', { killAll, list }, 2)) as [Greenlet[]];
    expect(dead.map((g) => g.value instanceof GreenletExit)).toEqual([true, true]);
  });
});

describe('wait', () => {
  it('takes child processes', () => {
    const child = Object.assign(new EventEmitter(), { exitCode: null as number | null, signalCode: null });
    const g = spawn(function* () {
      return yield wait([child]);
    });
    loop.flush();
    expect([g.dead, child.listenerCount('exit')]).toEqual([false, 1]);
    child.exitCode = 0;
    child.emit('exit', 0);
    const late = spawn(function* () {
      return yield wait([child]);
    });
    loop.flush();
    expect([g.value, late.value, child.listenerCount('exit')]).toEqual([[child], [child], 0]);
  });

  it('a rejected promise is ready', async () => {
    const rejected = Promise.reject(new Error('no'));
    const g = spawn(function* () {
      return yield wait([rejected]);
    });
    await settle(loop);
    expect(g.value).toEqual([rejected]);
  });

  it('of a killed waiter is forgotten by what it waited for', () => {
    const child = Object.assign(new EventEmitter(), { exitCode: null, signalCode: null });
    const g = spawn(function* () {
      yield wait([child, endsAfter(5)]);
    });
    loop.advance(1);
    g.kill(undefined, { block: false });
    loop.flush();
    expect([g.dead, child.listenerCount('exit')]).toEqual([true, 0]);
    loop.advance(5);
  });

  it('refuses what never becomes ready, before it waits for anything', () => {
    const child = Object.assign(new EventEmitter(), { exitCode: null, signalCode: null });
    for (const list of [[child, {}], [5], 'x', 5]) expect(codeOf(() => wait(list as never))).toBe('GS_BAD_ARGUMENT');
    expect(child.listenerCount('exit')).toBe(0);
    expect(codeOf(() => wait([], { count: -1 }))).toBe('GS_BAD_ARGUMENT');
    expect(codeOf(() => iwait([], { timeout: -1 }))).toBe('GS_BAD_ARGUMENT');
  });
});

describe('iwait', () => {
  it('gives each as it becomes ready, and ends at the timeout', () => {
    const [a, b, c] = [endsAfter(3), endsAfter(1), endsAfter(50)];
    const seen: unknown[] = [];
    spawn(function* () {
      const ready = iwait([a, b, c], { timeout: 10 });
      for (let s = yield ready.next(); !s.done; s = yield ready.next()) seen.push(s.value);
      seen.push('end');
    });
    loop.advance(4);
    expect([seen[0] === b, seen[1] === a, seen.length]).toEqual([true, true, 2]);
    loop.advance(6);
    expect(seen.at(-1)).toBe('end');
    expect(loop.nTimers).toBe(1); // only the one that sleeps on
  });

  it('stops at count, and gives one that is there twice twice', () => {
    const a = endsAfter(1);
    const seen: unknown[] = [];
    spawn(function* () {
      const ready = iwait([a, a, endsAfter(50)], { count: 2 });
      for (let s = yield ready.next(); !s.done; s = yield ready.next()) seen.push(s.value === a);
    });
    loop.advance(2);
    expect(seen).toEqual([true, true]);
  });
});

describe('what iwait has given to one who is killed before it runs', () => {
  function* ask(ready: ReturnType<typeof iwait>, seen: unknown[]) {
    seen.push(yield ready.next());
  }

  it('goes to the next who asks', () => {
    const event = new Event();
    const ready = iwait([event]);
    const seen: unknown[] = [];
    const first = spawn(ask, ready, seen);
    loop.flush();
    event.set();
    first.kill(undefined, { block: false });
    spawn(ask, ready, seen);
    spawn(ask, ready, seen);
    loop.flush();
    expect(seen).toEqual([
      { value: event, done: false },
      { value: undefined, done: true },
    ]);
  });

  it('goes to one who asks already', () => {
    const events = [new Event(), new Event()];
    const ready = iwait(events);
    const seen: unknown[] = [];
    const [first] = [spawn(ask, ready, seen), spawn(ask, ready, seen)];
    loop.flush();
    events[0]?.set();
    first.kill(undefined, { block: false });
    loop.flush();
    expect(seen).toEqual([{ value: events[0], done: false }]);
  });
});

describe('joinAll and killAll', () => {
  it('a greenlet cannot join itself', () => {
    const codes: string[] = [];
    const g: Greenlet = spawn(function* () {
      codes.push(
        codeOf(() => g.join()),
        codeOf(() => g.get()),
        codeOf(() => joinAll([g])),
        codeOf(() => killAll([g])),
      );
    });
    loop.flush();
    expect(codes).toEqual(Array(4).fill('GS_JOIN_SELF'));
  });

  it('killAll without waiting ends the current greenlet last', () => {
    const other = endsAfter(50);
    const log: string[] = [];
    const g: Greenlet = spawn(function* () {
      try {
        killAll([g, other], undefined, { block: false });
        log.push('never');
      } finally {
        log.push('unwound');
      }
    });
    loop.flush();
    expect([log, g.value instanceof GreenletExit, other.dead]).toEqual([['unwound'], true, true]);
  });

  it('killAll with an error makes it the failure of each', () => {
    const before = onError(() => undefined);
    const list = [endsAfter(50), endsAfter(60)];
    loop.advance(1);
    expect(codeOf(() => killAll(list, 'x' as never))).toBe('GS_BAD_ARGUMENT');
    const bad = new Error('bad');
    const killer = spawn(function* () {
      return yield killAll(list, bad);
    });
    loop.flush();
    onError(before);
    expect([(killer.value as Greenlet[]).length, ...list.map((g) => g.exception === bad)]).toEqual([2, true, true]);
  });

  it('killAll gives up at the timeout', () => {
    const slow = spawn(function* () {
      try {
        yield sleep(100);
      } finally {
        yield shield(function* () {
          yield sleep(20);
        });
      }
    });
    loop.advance(1);
    const killer = spawn(function* () {
      return yield killAll([slow], undefined, { timeout: 5 });
    });
    loop.advance(6);
    expect([killer.value, slow.dead]).toEqual([[], false]);
    loop.advance(30);
    expect(slow.dead).toBe(true);
  });
});
