import { getCurrent, getTrace, greenlet, onError, run, setTrace, sleep, spawn, type TraceCallback } from 'greenspool';
import { afterEach, describe, expect, it } from 'vitest';

const main = getCurrent();
afterEach(() => void setTrace(null));

function record(): string[] {
  const seen: string[] = [];
  setTrace((event, origin, target, error) => {
    const short = (name: string) => name.replace(/#.*/, '');
    seen.push(
      `${event} ${short(origin.name)}>${short(target.name)}${error === undefined ? '' : ` ${(error as Error).message}`}`,
    );
  });
  return seen;
}

describe('setTrace', () => {
  it('sees every switch with its origin and target', () => {
    function* a() {
      yield main.switch();
    }
    const seen = record();
    const g = greenlet(a);
    g.switch();
    g.switch();
    expect(seen).toEqual(['switch main>a', 'switch a>main', 'switch main>a', 'switch a>main']);
  });

  it('tells errors that are delivered from values', () => {
    function* a(): Generator<unknown, void> {
      try {
        yield main.switch();
      } catch {
        throw new Error('out');
      }
    }
    const seen = record();
    const g = greenlet(a);
    g.switch();
    expect(() => g.throw(new Error('in'))).toThrow('out');
    expect(seen).toEqual(['switch main>a', 'switch a>main', 'throw main>a in', 'throw a>main out']);
  });

  it('sees the hub resume greenlets', async () => {
    const seen = record();
    await run(function* worker() {
      yield sleep(0);
    });
    expect(seen).toEqual(['switch hub>worker', 'switch worker>hub', 'switch hub>worker', 'switch worker>hub']);
  });

  it('ends by null and returns the callback before', () => {
    const callback: TraceCallback = () => undefined;
    expect(setTrace(callback)).toBe(null);
    expect(getTrace()).toBe(callback);
    expect(setTrace(null)).toBe(callback);
    expect(getTrace()).toBe(null);
  });

  it('that throws is ended, and the target gets the error', () => {
    setTrace(() => {
      throw new Error('in the trace');
    });
    const g = greenlet(function* () {
      yield main.switch();
    });
    expect(() => g.switch()).toThrow('in the trace');
    expect(getTrace()).toBe(null);
    expect(g.dead).toBe(true);
  });

  it('that throws when nobody could get the error is reported', async () => {
    const seen: unknown[] = [];
    const before = onError((error) => seen.push((error as Error).message));
    setTrace((_, origin) => {
      if (origin.name.startsWith('last')) throw new Error('at the end');
    });
    await run(function* last() {});
    onError(before);
    expect(seen).toEqual(['at the end']);
  });

  it('may spawn and kill', async () => {
    const other = greenlet(() => 1);
    const spawned: unknown[] = [];
    setTrace(() => {
      setTrace(null);
      other.kill(undefined, { block: false });
      spawned.push(spawn(() => 'from the trace'));
    });
    greenlet(() => 1).switch();
    expect(other.dead).toBe(true);
    expect(await spawned[0]).toBe('from the trace');
  });
});
