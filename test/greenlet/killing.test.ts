import { type Greenlet, GreenletExit, greenlet, sleep, spawn } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from '../helpers/code-of.js';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.js';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

const wasKilled = (g: Greenlet<unknown>): boolean => g.value instanceof GreenletExit;

describe('kill', () => {
  it('runs the finally blocks, never one more ordinary step', () => {
    const seen: string[] = [];
    const g = spawn(function* () {
      try {
        yield sleep(10);
        seen.push('step');
      } finally {
        seen.push('finally');
      }
    });
    loop.advance(1);
    const killer = spawn(function* () {
      seen.push(`killed ${yield g.kill()}`);
    });
    loop.flush();
    expect(seen).toEqual(['finally', 'killed true']);
    expect(killer.successful()).toBe(true);
  });

  it('of one that was woken already still wins over the wake', () => {
    const seen: string[] = [];
    const killer = spawn(function* () {
      yield sleep(10);
      yield g.kill(); // both are ready now, and g is next
    });
    const g: Greenlet = spawn(function* () {
      yield sleep(10);
      seen.push('step');
    });
    loop.advance(10);
    expect([seen, wasKilled(g), killer.successful()]).toEqual([[], true, true]);
  });

  it('wins over a switch that comes before its turn', () => {
    const seen: string[] = [];
    const g = spawn(function* () {
      yield sleep(10);
      seen.push('step');
    });
    loop.flush();
    g.kill(undefined, { block: false });
    expect(codeOf(() => g.switch('go on'))).toBe('GS_MAIN_BLOCKED');
    expect([seen, wasKilled(g)]).toEqual([[], true]);
  });

  it('of a greenlet before its first run means that it never runs', () => {
    let ran = false;
    const g = spawn(() => {
      ran = true;
    });
    g.kill(undefined, { block: false });
    expect(g.dead).toBe(true);
    loop.flush();
    expect([ran, wasKilled(g)]).toEqual([false, true]);
  });

  it('with an error makes that the failure', () => {
    const g = spawn(function* () {
      yield sleep(10);
    });
    loop.flush();
    const error = new Error('because');
    void g.kill(error);
    loop.flush();
    expect(g.exception).toBe(error);
  });

  it('of oneself throws at once; of a dead one does nothing', () => {
    const seen: string[] = [];
    const g: Greenlet = spawn(function* () {
      try {
        yield g.kill();
      } finally {
        seen.push('unwound');
      }
    });
    loop.flush();
    expect([seen, g.dead, g.successful()]).toEqual([['unwound'], true, true]);
    expect(g.kill(undefined, { block: false })).toBe(undefined);
  });

  it('that was swallowed is thrown again at the next blocking call', () => {
    const seen: string[] = [];
    const g = spawn(function* () {
      for (let i = 0; i < 2; i++) {
        try {
          yield sleep(10);
        } catch (error) {
          seen.push((error as Error).name);
        }
      }
      yield sleep(10);
      seen.push('never');
    });
    loop.flush();
    g.kill(undefined, { block: false });
    loop.flush();
    expect(seen).toEqual(['GreenletExit', 'GreenletExit']);
    expect(g.dead).toBe(true);
  });

  it('of main or with something that is no error is refused', () => {
    const g = spawn(() => 1);
    expect(codeOf(() => g.kill('x' as unknown as Error))).toBe('GS_BAD_ARGUMENT');
    expect(codeOf(() => g.parent?.kill())).toBe('GS_BAD_ARGUMENT');
    loop.flush();
  });

  it('dispose ends a coroutine that is no longer needed', () => {
    const seen: string[] = [];
    const g = greenlet(function* () {
      try {
        yield g.parent?.switch(1);
      } finally {
        seen.push('disposed');
      }
    });
    expect(g.switch()).toBe(1);
    g.dispose();
    g.dispose();
    loop.flush();
    expect([seen, g.dead]).toEqual([['disposed'], true]);
  });
});
