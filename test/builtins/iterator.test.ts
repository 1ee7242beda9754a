/** Iterator helpers (compared with the natives, where this Node has them) and the steps of iteration of compiled code. */
import { describe, expect, it } from 'vitest';
import { closeIter, closeQuietly, openIter, restIter, stepIter, toList } from '../../build/builtins/index.js';
import { type Fn, type Log, same, see } from './compare.js';

const arrays = Object.getPrototypeOf([].values());
const proto = Object.getPrototypeOf(arrays) as Record<string, Fn>;
const hasHelpers = 'map' in proto;
const Iterator = (globalThis as unknown as { Iterator: Record<string, Fn> }).Iterator;

interface Plan {
  values?: unknown[];
  failAt?: number;
  failClosing?: boolean;
}

/** An iterator that logs how it is used. */
function source(log: Log, { values = [1, 2, 3, 4], failAt = -1, failClosing = false }: Plan = {}) {
  let at = 0;
  return {
    __proto__: proto,
    get next() {
      log.push('get next');
      return () => {
        log.push('next');
        if (at === failAt) throw new RangeError('next');
        return at < values.length ? { done: false, value: values[at++] } : { done: true, value: 'end' };
      };
    },
    get return() {
      log.push('get return');
      return (...args: unknown[]) => {
        log.push(['return', args.length]);
        if (failClosing) throw new SyntaxError('return');
        return {};
      };
    },
  };
}

const plans: Plan[] = [{}, { values: [] }, { failAt: 1 }, { failClosing: true }];
const answers: Fn[] = [
  (x) => x > 2,
  (x) => [x, x],
  (x, i) => ({ [Symbol.iterator]: () => [i, x].values() }),
  (x) => {
    if (x === 2) throw new EvalError('callback');
    return [];
  },
];

/** What a user can do with a helper, step by step. */
function exercise(helper: Record<string, Fn>, log: Log, closeAfter: number): void {
  for (let i = 0; i < 7; i++) {
    if (i === closeAfter) log.push(see(() => helper.return?.()));
    log.push(see(() => helper.next?.()));
  }
}

describe.runIf(hasHelpers)('lazy helpers', () => {
  it.each(['map', 'filter', 'flatMap'])('%s asks, calls and closes as the native does', (name) => {
    for (const plan of plans) {
      for (const answer of answers) {
        for (const closeAfter of [-1, 0, 1, 2, 5]) {
          same(name, proto[name], (fn, log) => {
            const helper = fn.call(source(log, plan), (...args: unknown[]) => {
              log.push(args);
              return answer(...args);
            });
            exercise(helper, log, closeAfter);
            return [String(helper), helper instanceof (Iterator as unknown as Fn)];
          });
        }
      }
    }
  });

  it.each(['take', 'drop'])('%s counts as the native does', (name) => {
    for (const plan of plans) {
      for (const limit of [0, 1, 2.7, 9, '2', Number.POSITIVE_INFINITY]) {
        for (const closeAfter of [-1, 0, 1, 4]) {
          same(name, proto[name], (fn, log) => exercise(fn.call(source(log, plan), limit), log, closeAfter));
        }
      }
    }
  });

  it('cannot be entered while they run', () => {
    same('map', proto.map, (fn, log) => {
      const helper = fn.call(source(log), () => {
        log.push(
          see(() => helper.next()),
          see(() => helper.return()),
        );
      });
      exercise(helper, log, 2);
    });
  });

  it('throw for what is no iterator', () => {
    for (const name of ['map', 'filter', 'flatMap', 'take', 'drop']) {
      for (const self of [undefined, 1, 'text']) same(name, proto[name], (fn) => fn.call(self, () => 1));
    }
  });
});

describe.runIf(hasHelpers)('eager helpers', () => {
  it.each(['forEach', 'some', 'every', 'find', 'reduce', 'toArray'])('%s does the same', (name) => {
    for (const plan of plans) {
      for (const answer of answers) {
        for (const initial of [[], ['initial']]) {
          same(name, proto[name], (fn, log) =>
            fn.call(
              source(log, plan),
              (...args: unknown[]) => {
                log.push(args);
                return answer(...(args.slice(-2) as [number, number]));
              },
              ...initial,
            ),
          );
        }
      }
    }
  });
});

describe.runIf(hasHelpers)('Iterator.from', () => {
  it('wraps what is no Iterator', () => {
    const values: ((log: Log) => unknown)[] = [
      () => [1, 2],
      () => 'a\u{1f600}',
      () => new Set([1]).values(),
      () => ({ next: () => ({ done: true }) }),
      () => ({ next: (...args: unknown[]) => args.length, return: () => 'closed' }),
      () => ({ [Symbol.iterator]: () => 1 }),
      () => ({ [Symbol.iterator]: 1 }),
      () => 1,
      () => null,
    ];
    for (const make of values) {
      same('from', Iterator.from, (fn, log) => {
        const made = fn.call(Iterator, make(log));
        log.push(
          see(() => made.next()),
          see(() => made.return?.()),
          made instanceof (Iterator as unknown as Fn),
        );
      });
    }
  });
});

describe.runIf(hasHelpers && Iterator?.concat)('Iterator.concat', () => {
  it('opens one after the other', () => {
    for (const closeAfter of [-1, 0, 1, 3]) {
      same('concat', Iterator.concat, (fn, log) => {
        const iterable = (values: unknown[]) => ({
          [Symbol.iterator]() {
            log.push('open');
            return source(log, { values });
          },
        });
        exercise(fn(iterable([1, 2]), [], iterable([3])), log, closeAfter);
      });
    }
    for (const bad of [1, 'text', {}, { [Symbol.iterator]: 1 }]) same('concat', Iterator.concat, (fn) => fn([1], bad));
  });
});

describe('the steps of iteration', () => {
  it('read next once, and are done at the end and on errors', () => {
    const log: Log = [];
    const record = openIter({ [Symbol.iterator]: () => source(log, { values: [1, 2], failAt: 2 }) }, 'x');
    expect([stepIter(record), record.done]).toEqual([1, false]);
    expect(() => restIter(record)).toThrow('next');
    expect(record.done).toBe(true);
    expect(log.filter((one) => one === 'get next')).toHaveLength(1);
    expect(restIter(record)).toEqual([]);
  });

  it('close with the errors of return, or without them', () => {
    const open = (answer: Fn) => openIter({ [Symbol.iterator]: () => ({ return: answer }) }, 'x');
    const fails = () => {
      throw new RangeError('return');
    };
    expect(() => closeIter(open(fails))).toThrow('return');
    expect(() => closeIter(open(() => 1))).toThrow('1 is not an object');
    closeQuietly(open(fails));
    closeIter(openIter({ [Symbol.iterator]: () => ({}) }, 'x'));
  });

  it('throw as loops do', () => {
    for (const value of [undefined, null, 1, {}, { [Symbol.iterator]: 1 }]) {
      expect(() => openIter(value, 'list')).toThrow(new TypeError('list is not iterable'));
    }
    expect(() => openIter({ [Symbol.iterator]: () => 1 }, 'x')).toThrow('Symbol.iterator method is not an object');
    expect(() => stepIter(openIter({ [Symbol.iterator]: () => ({ next: () => 5 }) }, 'x'))).toThrow(
      'Iterator result 5 is not an object',
    );
  });

  it('make lists of everything that spread takes', () => {
    for (const make of [
      () => new Array(2),
      () => 'a\u{1f600}',
      () => new Set([1, 2]),
      () => new Map([[1, 2]]),
      () => [5].entries(),
    ]) {
      expect(toList(make())).toStrictEqual([...(make() as Iterable<unknown>)]);
    }
    const odd = Object.assign([1, 2], { [Symbol.iterator]: () => ['mine'].values() });
    expect(toList(odd)).toEqual(['mine']);
  });

  it('see patched iterators of arrays', () => {
    const { next } = arrays;
    arrays.next = function (...args: unknown[]) {
      const step = next.apply(this, args);
      return step.done ? step : { done: false, value: `patched ${step.value}` };
    };
    try {
      expect(toList([1])).toEqual(['patched 1']);
    } finally {
      arrays.next = next;
    }
  });
});
