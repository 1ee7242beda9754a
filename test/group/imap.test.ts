import { Group, Pool, sleep, spawn } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, settle, start } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

const endsAfter = function* (ms: number): Generator<unknown, number> {
  yield sleep(ms);
  return ms;
};

/** All results, fetched by a generator; the error that ends the loop is one of them. */
function fetched(flow: { next(): unknown }): unknown[] {
  const seen: unknown[] = [];
  spawn(function* () {
    try {
      for (;;) {
        const step: IteratorResult<unknown> = yield flow.next();
        if (step.done) break;
        seen.push(step.value);
      }
      seen.push('end');
    } catch (error) {
      seen.push((error as Error).message);
    }
  });
  return seen;
}

describe('imap', () => {
  it('gives the results in the order of the items, imapUnordered as they are ready', () => {
    const [a, b] = [
      fetched(new Group().imap(endsAfter, [3, 1, 2])),
      fetched(new Group().imapUnordered(endsAfter, [3, 1, 2])),
    ];
    loop.advance(2);
    expect([a, b]).toEqual([[], [1, 2]]);
    loop.advance(1);
    expect([a, b]).toEqual([
      [3, 1, 2, 'end'],
      [1, 2, 3, 'end'],
    ]);
  });

  it.each([
    ['compiled', 'for (const n of env.flow()) env.seen.push(n);'],
    [
      'generator',
      'const f = env.flow(); for (let s = CALL(f.next()); !s.done; s = CALL(f.next())) env.seen.push(s.value);',
    ],
    ['async', 'for await (const n of env.flow()) env.seen.push(n);'],
    ['main', 'for await (const n of env.flow()) env.seen.push(n);'],
  ] as const)('is read by a loop in a %s body', async (kind, text) => {
    const seen: number[] = [];
    void start(kind, await bodyOf(kind, text), { seen, flow: () => new Pool(2).imap(endsAfter, [3, 1, 2]) });
    await settle(loop, 5);
    expect(seen).toEqual([3, 1, 2]);
  });

  it('a plain loop in async code or main is refused', () => {
    const flow = new Group().imap(endsAfter, []);
    expect(codeOf(() => [...flow])).toBe('GS_BARRIER');
    loop.flush();
  });

  it('map begins nothing where nobody may wait', () => {
    let taken = 0;
    function* items(): Generator<number> {
      yield taken++;
    }
    const g = spawn(() => codeOf(() => new Group().map((n: number) => n, items())));
    loop.advance(1);
    expect([g.value, taken]).toEqual(['GS_BARRIER', 0]);
  });

  it('takes no more items than maxSize before somebody fetches', () => {
    let taken = 0;
    function* items(): Generator<number> {
      for (;;) yield taken++;
    }
    const flow = new Group().imap((n: number) => n, items(), { maxSize: 3 });
    loop.advance(1);
    expect(taken).toBe(3);
    const got: unknown[] = [];
    const reader = spawn(function* () {
      for (let i = 0; i < 2; i++) {
        const step: IteratorResult<unknown> = yield flow.next();
        got.push(step.value);
      }
      yield sleep(1);
      flow.return();
    });
    loop.advance(0.5);
    expect([got, taken]).toEqual([[0, 1], 5]);
    loop.advance(2);
    expect(reader.successful()).toBe(true);
  });

  it('an item that fails throws in its place and ends the loop; those under way go on', () => {
    const ended: number[] = [];
    const fn = function* (n: number): Generator<unknown, number> {
      yield sleep(n);
      ended.push(n);
      if (n === 2) throw new Error('of 2');
      return n;
    };
    const seen = fetched(new Group().imap(fn, [1, 2, 4]));
    loop.advance(5);
    expect([seen, ended]).toEqual([
      [1, 'of 2'],
      [1, 2, 4],
    ]);
  });

  it('an error of the items comes after the results before it', () => {
    const items = (function* () {
      yield 2;
      throw new Error('of the items');
    })();
    const seen = fetched(new Group().imapUnordered((n: number) => n, items));
    loop.advance(3);
    expect(seen.at(-1)).toBe('of the items');
  });

  it('leaving the loop closes the items and stops the feeder', async () => {
    let isClosed = false;
    function* items(): Generator<number> {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        isClosed = true;
      }
    }
    const body = await bodyOf('async', 'for await (const n of env.flow) if (n === 2) break; return env.flow.isEnded');
    const g = spawn(body, { flow: new Pool(1).imap((n: number) => n, items(), { maxSize: 1 }) });
    await settle(loop, 1);
    expect([g.value, isClosed]).toEqual([true, true]);
  });

  it('reads from another imap, and from async iterables', () => {
    const seen = fetched(new Pool(1).imap((n) => (n as number) + 1, new Pool(1).imap(endsAfter, [2, 1])));
    loop.advance(5);
    expect(seen).toEqual([3, 2, 'end']);
  });
});
