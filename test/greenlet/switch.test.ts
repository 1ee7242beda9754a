import { type Greenlet, GreenletExit, getCurrent, greenlet } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../helpers/code-of.js';

const main = getCurrent();

describe('switching between generator bodies', () => {
  it('runs the classic program in the order 1 2 3 4', () => {
    const seen: number[] = [];
    const gr1: Greenlet = greenlet(function* () {
      seen.push(1);
      yield gr2.switch();
      seen.push(3);
      yield gr2.switch();
    });
    const gr2: Greenlet = greenlet(function* () {
      seen.push(2);
      yield gr1.switch();
      seen.push(4);
    });
    gr1.switch();
    expect(seen).toEqual([1, 2, 3, 4]);
    expect([gr1.dead, gr2.dead]).toEqual([false, true]);
  });

  it('passes the first arguments to the body', () => {
    const g = greenlet(function* (a: number, b: number) {
      return a * 10 + b;
    });
    expect(g.switch(4, 2)).toBe(42);
  });

  it.each([
    ['undefined for none', [], undefined],
    ['itself for one', ['x'], 'x'],
    ['an array for several', [1, 2, 3], [1, 2, 3]],
    ['a lone array as it is', [[1]], [1]],
  ])('delivers %s to a pending switch', (_, args, expected) => {
    const g = greenlet(function* () {
      const got = yield main.switch('ready');
      return { got };
    });
    expect(g.switch()).toBe('ready');
    expect(g.switch(...args)).toEqual({ got: expected });
  });

  it('carries values both ways for as long as wanted', () => {
    const double: Greenlet = greenlet(function* (first: number): Generator<unknown, void, number> {
      let value = first;
      for (;;) value = yield main.switch(value * 2);
    });
    for (let i = 0; i < 1000; i++) expect(double.switch(i)).toBe(2 * i);
    expect(double.dead).toBe(false);
  });

  it('keeps a value of undefined, null, NaN or a promise as it is', () => {
    const promise = Promise.resolve(1);
    for (const value of [undefined, null, Number.NaN, promise, -559038737]) {
      const g = greenlet(function* () {
        return yield main.switch();
      });
      g.switch();
      expect(g.switch(value)).toBe(value);
    }
  });

  it('runs a plain function that does not block', () => {
    expect(greenlet((a: number) => a + 1).switch(1)).toBe(2);
  });

  it('calls a yielded generator as a frame of its own', () => {
    function* inner(v: string): Generator<unknown, string, string> {
      return `${v}${yield main.switch('inside')}`;
    }
    const g = greenlet(function* (): Generator<unknown, string, string> {
      return `<${yield inner('a')}>`;
    });
    expect(g.switch()).toBe('inside');
    expect(g.stack().map((frame) => frame.name)).toHaveLength(2);
    expect(g.switch('b')).toBe('<ab>');
  });

  it('goes 10,000 frames deep, and an error comes out through all of them', () => {
    function* deep(n: number): Generator<unknown, number, number> {
      if (n === 0) return yield main.switch('bottom');
      return (yield deep(n - 1)) + 1;
    }
    const g = greenlet(deep);
    expect(g.switch(10_000)).toBe('bottom');
    expect(g.switch(0)).toBe(10_000);
    const failing = greenlet(deep);
    failing.switch(10_000);
    expect(() => failing.throw(new Error('up'))).toThrow('up');
  });
});

describe('parents', () => {
  it('get the result of a child that ends', () => {
    const seen: unknown[] = [];
    const parent = greenlet(function* () {
      const child = greenlet(function* () {
        return 'from child';
      });
      expect(child.parent).toBe(getCurrent());
      seen.push(yield child.switch());
      return 'from parent';
    });
    expect(parent.switch()).toBe('from parent');
    expect(seen).toEqual(['from child']);
  });

  it('pass a result on to the nearest living ancestor', () => {
    const middle = greenlet(() => 'middle');
    const inner = greenlet(function* () {
      return 'inner';
    }, middle);
    middle.switch();
    expect(middle.dead).toBe(true);
    expect(inner.switch()).toBe('inner');
  });

  it('that were not started are started with the result', () => {
    const parent = greenlet((value: string) => `parent got ${value}`);
    const child = greenlet(() => 'x', parent);
    expect(child.switch()).toBe('parent got x');
  });

  it('that were not started end with the error of a child', () => {
    const ran: string[] = [];
    const parent = greenlet(() => ran.push('parent'));
    const child = greenlet(() => {
      throw new Error('child failed');
    }, parent);
    expect(() => child.switch()).toThrow('child failed');
    expect(parent.dead).toBe(true);
    expect(ran).toEqual([]);
  });

  it('can be changed, but not into a cycle', () => {
    const a = greenlet(() => 1);
    const b = greenlet(() => 2, a);
    expect(
      codeOf(() => {
        a.parent = b;
      }),
    ).toBe('GS_PARENT_CYCLE');
    expect(a.parent).toBe(main);
    b.parent = main;
    a.parent = b;
    expect(a.parent).toBe(b);
  });

  it.each([null, undefined, 5, {}, () => 1])('cannot be %s', (value) => {
    const g = greenlet(() => 1);
    expect(
      codeOf(() => {
        g.parent = value as unknown as Greenlet;
      }),
    ).toBe('GS_BAD_ARGUMENT');
    expect(codeOf(() => greenlet(() => 1, value as unknown as Greenlet))).toBe(
      value === undefined ? 'no error' : 'GS_BAD_ARGUMENT',
    );
  });

  it('main has none and cannot get one', () => {
    expect(main.parent).toBe(null);
    expect(
      codeOf(() => {
        main.parent = greenlet(() => 1);
      }),
    ).toBe('GS_BAD_ARGUMENT');
  });
});

describe('errors', () => {
  it('of a body go to the parent', () => {
    const error = new Error('boom');
    const g = greenlet(function* () {
      yield main.switch();
      throw error;
    });
    g.switch();
    expect(() => g.switch()).toThrow(error);
    expect(g.exception).toBe(error);
    expect([g.dead, g.successful(), g.value]).toEqual([true, false, undefined]);
  });

  it('can be anything that is thrown', () => {
    for (const thrown of [undefined, null, 0, 'text']) {
      const g = greenlet(() => {
        throw thrown;
      });
      let caught: unknown = 'nothing';
      try {
        g.switch();
      } catch (error) {
        caught = error;
      }
      expect(caught).toBe(thrown);
      expect(g.successful()).toBe(false);
    }
  });

  it('thrown into a greenlet arrive at its pending switch', () => {
    const g = greenlet(function* () {
      try {
        yield main.switch();
        return 'no error';
      } catch (error) {
        return (error as Error).message;
      }
    });
    g.switch();
    expect(g.throw(new Error('from outside'))).toBe('from outside');
  });

  it('thrown into a greenlet that was not started end it without running', () => {
    let ran = false;
    const g = greenlet(() => {
      ran = true;
    });
    expect(() => g.throw(new Error('early'))).toThrow('early');
    expect([ran, g.dead]).toEqual([false, true]);
  });

  it('GreenletExit ends it quietly and becomes the value', () => {
    const g = greenlet(function* () {
      yield main.switch();
    });
    g.switch();
    const exit = g.throw();
    expect(exit).toBeInstanceOf(GreenletExit);
    expect([g.dead, g.successful(), g.value]).toEqual([true, true, exit]);
    const fresh = greenlet(() => 1);
    expect(fresh.throw()).toBeInstanceOf(GreenletExit);
  });

  it('run the finally blocks of every frame, innermost first', () => {
    const seen: string[] = [];
    function* inner(): Generator<unknown, void> {
      try {
        yield main.switch();
      } finally {
        seen.push('inner');
      }
    }
    const g = greenlet(function* () {
      try {
        yield inner();
      } finally {
        seen.push('outer');
      }
    });
    g.switch();
    g.throw();
    expect(seen).toEqual(['inner', 'outer']);
  });
});
