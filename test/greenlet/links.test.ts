import { Greenlet, joinAll, onError, sleep, spawn, wait } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, greenletKinds, settle } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
let reported: unknown[];
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

const fail = () => {
  throw new Error('failed');
};

describe('links', () => {
  it.each(greenletKinds)('may block in a %s callback, and start in the order they were added', async (kind) => {
    const log: unknown[] = [];
    const g = spawn(() => 42);
    for (const [name, ms] of [
      ['a', 3],
      ['b', 1],
    ] as const) {
      const text = `const { log, name, ms, sleep } = tools; log.push(name, env.value); CALL(sleep(ms)); log.push('/' + name)`;
      Object.assign(globalThis, { tools: undefined });
      const body = await bodyOf(kind, text.replace('tools', `globalThis.${name}Tools`));
      Object.assign(globalThis, { [`${name}Tools`]: { log, name, ms, sleep } });
      g.link(body);
    }
    await settle(loop, 4);
    expect(log).toEqual(['a', 42, 'b', 42, '/b', '/a']);
  });

  it('one that fails does not stop the others, and is reported', () => {
    const log: string[] = [];
    const g = spawn(() => 1);
    g.link(fail);
    g.link(() => log.push('second'));
    loop.flush();
    expect([log, reported]).toEqual([['second'], ['failed']]);
  });

  it('linkValue and linkException are for one outcome each; a killed greenlet is a success', () => {
    const log: unknown[] = [];
    const make = (body: () => unknown, name: string) => {
      const g = spawn(body);
      g.linkValue(() => log.push(`${name} value`));
      g.linkException(() => log.push(`${name} exception`));
      return g;
    };
    make(() => 1, 'good');
    make(fail, 'bad');
    make(() => 1, 'killed').kill(undefined, { block: false });
    loop.flush();
    expect(log.sort()).toEqual(['bad exception', 'good value', 'killed value']);
  });

  it('linkValue alone does not hide a failure; link and linkException do', () => {
    spawn(fail).linkValue(() => undefined);
    spawn(fail).link(() => undefined);
    spawn(fail).linkException(() => undefined);
    loop.flush();
    expect(reported).toEqual(['failed']);
  });

  it('to a greenlet that is over are called at once', () => {
    const log: unknown[] = [];
    const g = spawn(() => 'value');
    loop.flush();
    g.link((ended) => log.push(ended.value));
    loop.flush();
    expect(log).toEqual(['value']);
  });

  it('can be taken back, one or all', () => {
    const log: string[] = [];
    const g = spawn(() => 1);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => () => void log.push(name)) as [() => void, () => void, () => void];
    for (const one of [a, b, a, c]) g.link(one);
    g.unlink(a);
    g.unlink(a);
    loop.flush();
    const h = spawn(() => 1);
    h.link(a);
    h.link(b);
    h.unlinkAll();
    const joiner = spawn(function* () {
      return yield h.join();
    });
    loop.flush();
    expect([log, joiner.value]).toEqual([['b', 'c'], true]);
  });

  it('to an object call its method `linked`; what that throws is reported and stops nobody', () => {
    const log: unknown[] = [];
    const g = spawn(() => 7);
    g.link({ linked: fail });
    g.link({ linked: (ended) => log.push(ended.value) });
    const joiner = spawn(function* () {
      return yield g.get();
    });
    loop.flush();
    expect([log, joiner.value, reported]).toEqual([[7], 7, ['failed']]);
    expect(codeOf(() => g.link({} as never))).toBe('GS_NOT_A_FUNCTION');
  });

  it('100,000 joiners can leave in any order', () => {
    const g = spawn(function* () {
      yield sleep(10);
    });
    const joiners = Array.from({ length: 100_000 }, () =>
      spawn(function* () {
        yield g.join();
      }),
    );
    loop.advance(1);
    const begun = performance.now();
    for (const joiner of joiners) joiner.kill(undefined, { block: false });
    expect(performance.now() - begun).toBeLessThan(5000); // quadratic would be minutes
    loop.advance(20);
    expect(joiners.every((joiner) => joiner.dead)).toBe(true);
  });
});

describe('a failure', () => {
  it('is not seen by joinAll and wait without looking', () => {
    spawn(function* () {
      yield joinAll([spawn(fail)]);
    });
    spawn(function* () {
      yield wait([spawn(fail)]);
    });
    loop.flush();
    expect(reported).toEqual(['failed', 'failed']);
  });

  it('is seen by whoever reads `exception` then, and by joinAll that raises it', () => {
    const seen: unknown[] = [];
    spawn(function* () {
      const [g]: Greenlet[] = yield joinAll([spawn(fail)]);
      seen.push(((g as Greenlet).exception as Error).message);
      try {
        yield joinAll([spawn(fail)], { raiseErrors: true });
      } catch (error) {
        seen.push((error as Error).message);
      }
    });
    loop.flush();
    expect([seen, reported]).toEqual([['failed', 'failed'], []]);
  });

  it('is reported when the only one who waited for it gave up', () => {
    const g = spawn(function* () {
      yield sleep(10);
      throw new Error('late');
    });
    spawn(function* () {
      yield g.join(2);
    });
    loop.advance(20);
    expect(reported).toEqual(['late']);
  });
});

describe('spawn trees', () => {
  it('share their locals, and know who spawned whom while that one lives', () => {
    const log: unknown[] = [];
    const root = spawn(function* root() {
      const child = spawn(function* child() {
        const grandchild = spawn(function* grandchild(): Generator<unknown, void> {
          grandchild_.treeLocals.request = 7;
          yield sleep(5);
          log.push(grandchild_.spawnedBy);
        });
        const grandchild_: Greenlet = grandchild;
        log.push(grandchild.spawnedBy === child_);
        yield sleep(2);
      });
      const child_: Greenlet = child;
      yield sleep(1);
      log.push(root_.treeLocals.request, child.treeLocals === root_.treeLocals);
    });
    const root_: Greenlet = root;
    const other = spawn(() => undefined);
    loop.advance(10);
    expect(log).toEqual([true, 7, true, undefined]);
    expect([root.spawnedBy, 'request' in other.treeLocals]).toEqual([undefined, false]);
  });

  it('spawn callbacks see every start, once, and can be taken back', () => {
    const seen: string[] = [];
    const callback = (g: Greenlet) => void seen.push(g.name.replace(/#.*/, ''));
    Greenlet.addSpawnCallback(callback);
    Greenlet.addSpawnCallback(callback);
    spawn(function one() {});
    new Greenlet(function two() {}).startLater(1);
    Greenlet.removeSpawnCallback(callback);
    spawn(function three() {});
    loop.advance(2);
    expect(seen).toEqual(['one', 'two']);
  });
});
