import { Greenlet, GreenletExit, Group, onError, sleep, spawn } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Kind, kinds, outcomeOf, settle } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
let reported: string[];
let before: ReturnType<typeof onError>;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
  reported = [];
  before = onError((error) => reported.push((error as Error).message));
});
afterEach(() => {
  restore();
  onError(before);
});

function* endsAfter(ms: number, result?: unknown): Generator<unknown, unknown> {
  yield sleep(ms);
  if (result instanceof Error) throw result;
  return result;
}

const play = (kind: Kind, text: string, env: object, ms: number) => outcomeOf(loop, kind, text, env, ms);

describe.each(kinds)('a group in a %s body', (kind) => {
  it('is joined when its last member is over, or when the time is', async () => {
    const group = new Group();
    group.spawn(endsAfter, 1);
    group.spawn(endsAfter, 4);
    const text =
      'return [CALL(env.group.join({ timeout: 2 })), env.group.size, CALL(env.group.join()), env.group.size]';
    expect(await play(kind, text, { group }, 5)).toEqual([[false, 1, true, 0]]);
  });

  it('join throws a failure that happened before, once', async () => {
    const group = new Group();
    const bad = new Error('bad');
    group.spawn(endsAfter, 1, bad);
    group.spawn(endsAfter, 3);
    await settle(loop, 2);
    const text = `
      try { CALL(env.group.join({ raiseErrors: true })) } catch (error) { return [error, CALL(env.group.join({ raiseErrors: true }))] }`;
    expect(await play(kind, text, { group }, 3)).toEqual([[bad, true]]);
    expect(reported).toEqual(['bad']); // nobody waited when it happened
  });

  it('kill ends all members and waits for them', async () => {
    const group = new Group();
    const members = [group.spawn(endsAfter, 50), group.spawn(endsAfter, 60)] as Greenlet[];
    expect(await play(kind, 'return CALL(env.group.kill())', { group }, 1)).toEqual([true]);
    expect(members.map((g) => g.value instanceof GreenletExit)).toEqual([true, true]);
  });

  it('apply ends with the result, or throws', async () => {
    const group = new Group();
    const text = `
      const value = CALL(env.group.apply(env.endsAfter, 1, 'value'));
      try { CALL(env.group.apply(env.endsAfter, 1, new Error('bad'))) } catch (error) { return [value, error.message] }`;
    expect(await play(kind, text, { group, endsAfter }, 3)).toEqual([['value', 'bad']]);
  });

  it('map gives the results in the order of the items', async () => {
    const group = new Group();
    const fn = (n: number) => endsAfter(n, n * 10);
    const text = 'return CALL(env.group.map(env.fn, [3, 1, 2]))';
    expect(await play(kind, text, { group, fn }, 4)).toEqual([[30, 10, 20]]);
  });

  it('map throws the first failure in the order of the items', async () => {
    const group = new Group();
    const fn = (n: number) => endsAfter(n, new Error(`of ${n}`));
    const text = 'try { CALL(env.group.map(env.fn, [3, 1, 2])) } catch (error) { return error.message }';
    expect(await play(kind, text, { group, fn }, 4)).toEqual(['of 3']);
  });

  it('map of nothing is nothing', async () => {
    expect(await play(kind, 'return CALL(env.group.map((x) => x, []))', { group: new Group() }, 1)).toEqual([[]]);
  });
});

describe('a group', () => {
  it('takes in greenlets that run, and lets them go', () => {
    const group = new Group();
    const g = spawn(endsAfter, 5);
    group.add(g);
    group.add(g);
    expect([group.size, group.has(g), [...group]]).toEqual([1, true, [g]]);
    group.discard(g);
    group.discard(g);
    expect([group.size, g.dead]).toEqual([0, false]);
    group.start(new Greenlet(endsAfter, [1]));
    expect(codeOf(() => group.start(g))).toBe('GS_STARTED');
    expect(group.size).toBe(1);
    expect(codeOf(() => group.add(5 as never))).toBe('GS_BAD_ARGUMENT');
    loop.advance(5);
  });

  it('remembers who failed, up to a hundred', () => {
    const group = new Group();
    for (let i = 0; i < 150; i++) group.spawn(endsAfter, i, new Error(`${i}`));
    loop.advance(150);
    expect(group.failures).toHaveLength(100);
    expect(((group.failures[0] as Greenlet).exception as Error).message).toBe('0');
  });

  it('a failure is not reported when somebody waits to be thrown it', () => {
    const group = new Group();
    group.spawn(endsAfter, 1, new Error('bad'));
    const g = spawn(function* () {
      yield group.join({ raiseErrors: true });
    });
    void g.join();
    loop.advance(2);
    expect([(g.exception as Error).message, reported]).toEqual(['bad', []]);
  });

  it('kill ends those, too, that are added while it waits', () => {
    const group = new Group();
    group.spawn(function* () {
      try {
        yield sleep(100);
      } finally {
        group.spawn(endsAfter, 100);
      }
    });
    const killer = spawn(function* () {
      return yield group.kill();
    });
    loop.advance(1);
    loop.advance(1);
    expect([killer.value, group.size]).toEqual([true, 0]);
    group.spawn(endsAfter, 1, 'lives');
    expect(group.size).toBe(1);
    loop.advance(1);
  });

  it('a killed joiner is forgotten', () => {
    const group = new Group();
    group.spawn(endsAfter, 5);
    const joiner = spawn(function* () {
      yield group.join();
    });
    loop.advance(1);
    joiner.kill(undefined, { block: false });
    loop.advance(10);
    expect([joiner.successful(), group.size]).toEqual([true, 0]);
  });

  it('a member cannot wait for all members', () => {
    const group = new Group();
    const codes: string[] = [];
    group.spawn(function* () {
      codes.push(
        codeOf(() => group.join()),
        codeOf(() => group.kill()),
      );
    });
    loop.flush();
    expect(codes).toEqual(['GS_JOIN_SELF', 'GS_JOIN_SELF']);
  });

  it('refuses wrong arguments', () => {
    const group = new Group();
    expect(codeOf(() => group.spawn(5 as unknown as () => 1))).toBe('GS_NOT_A_FUNCTION');
    expect(codeOf(() => group.join({ timeout: -1 }))).toBe('GS_BAD_ARGUMENT');
    expect(codeOf(() => group.map(5 as unknown as (item: number) => number, []))).toBe('GS_NOT_A_FUNCTION');
    expect(codeOf(() => group.imap((x) => x, 5 as never))).toBe('GS_BAD_ARGUMENT');
    expect(codeOf(() => group.imap((x) => x, [], { maxSize: 0 }))).toBe('GS_BAD_ARGUMENT');
  });
});
