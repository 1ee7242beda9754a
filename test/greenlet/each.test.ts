/** each: loops that block over async iterables and streams. */
import { Readable } from 'node:stream';
import { each, type Greenlet, onError, sleep, spawn, withTimeout } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, type Kind, settle, start } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
let log: unknown[];
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
  log = [];
});
afterEach(() => restore());

const forOf = 'for (const n of env.each(env.source)) { env.log.push(n); if (n === env.last) break; }';
const forAwait = forOf.replace('for (', 'for await (');
const byHand = `const it = env.each(env.source);
  for (let s = CALL(it.next()); !s.done; s = CALL(it.next())) { env.log.push(s.value); if (s.value === env.last) { CALL(it.return()); break; } }`;
const loops: [Kind, string][] = [
  ['compiled', forOf],
  ['stormy', forOf],
  ['generator', byHand],
  ['async', forAwait],
  ['main', forAwait],
];

async function* numbers(n: number) {
  try {
    for (let i = 1; i <= n; i++) {
      await sleep(1);
      yield i;
    }
  } finally {
    log.push('closed');
  }
}

function web(): ReadableStream<number> {
  let n = 0;
  return new ReadableStream(
    { pull: (control) => (n < 3 ? control.enqueue(++n) : control.close()), cancel: () => void log.push('closed') },
    { highWaterMark: 0 },
  );
}

describe.each(loops)('a loop in a %s body', (kind, text) => {
  const begin = async (source: unknown, last?: number) => {
    const body = await bodyOf(
      kind,
      `try { ${text} env.log.push('over') } catch (error) { env.log.push(error.message) }`,
    );
    const g = start(kind, body, { each, source, log, last });
    await settle(loop, 6);
    return { g: g as Greenlet };
  };

  it('reads an async generator, a Web stream and a Node stream to their ends', async () => {
    await begin(numbers(3));
    await begin(web());
    await begin(Readable.from([1, 2, 3]));
    expect(log).toEqual([1, 2, 3, 'closed', 'over', 1, 2, 3, 'over', 1, 2, 3, 'over']);
  });

  it('that is left early closes the source first', async () => {
    await begin(numbers(3), 2);
    await begin(web(), 2);
    const stream = Readable.from([1, 2, 3]);
    await begin(stream, 2);
    expect(log).toEqual([1, 2, 'closed', 'over', 1, 2, 'closed', 'over', 1, 2, 'over']);
    expect(stream.destroyed).toBe(true);
  });

  it('is thrown the error of the source', async () => {
    await begin(
      (async function* () {
        yield 1;
        throw new Error('broken');
      })(),
    );
    expect(log).toEqual([1, 'broken']);
  });

  it.runIf(kind !== 'main')('that is killed while it waits closes the source', async () => {
    const stream = new Readable({ read() {} });
    const { g } = await begin(stream);
    g.kill(undefined, { block: false });
    await settle(loop, 1);
    expect([g.dead, stream.destroyed]).toEqual([true, true]);
  });
});

describe('each', () => {
  it('reads only when asked', async () => {
    let nRead = 0;
    const it = each(
      (async function* () {
        for (;;) yield ++nRead;
      })(),
    );
    await settle(loop);
    expect(nRead).toBe(0);
    spawn(function* () {
      yield it.next();
    });
    await settle(loop);
    expect(nRead).toBe(1);
  });

  it('an item for a reader that is killed goes to the next one', async () => {
    const it = each(numbers(2));
    const reader = function* () {
      log.push(((yield it.next()) as IteratorResult<number>).value);
    };
    const [first] = [spawn(reader), spawn(reader)];
    await settle(loop);
    first.kill(undefined, { block: false });
    await settle(loop, 3);
    expect(log).toEqual([1]);
  });

  /** A stream that never has anything. */
  const silent = (cancel: () => unknown) =>
    new ReadableStream<number>({ cancel: () => void cancel() }, { highWaterMark: 0 });

  it('a timeout of the one who reads closes the source', async () => {
    const g = spawn(function* () {
      const it = each(silent(() => log.push('closed')));
      try {
        yield withTimeout(3, function* () {
          yield it.next();
        });
      } catch (error) {
        log.push((error as Error).name, ((yield it.next()) as IteratorResult<number>).done);
      }
    });
    await settle(loop, 5);
    expect(g.successful()).toBe(true);
    expect(log.sort()).toEqual(['Timeout', 'closed', true].sort());
  });

  it('what goes wrong in the closing is reported after a kill, and thrown at a return', async () => {
    const refuse = () => {
      throw new Error('stays open');
    };
    const reported: string[] = [];
    const before = onError((error, g) => reported.push(`${g?.name}: ${(error as Error).message}`));
    const g = spawn(function* () {
      yield each(silent(refuse)).next();
    });
    await settle(loop, 1);
    g.kill(undefined, { block: false });
    spawn(function* () {
      try {
        yield each(silent(refuse)).return();
      } catch (error) {
        log.push((error as Error).message);
      }
    });
    await settle(loop, 2);
    onError(before);
    expect(reported).toEqual(['each: stays open']);
    expect(log).toEqual(['stays open']);
  });

  it('refuses what it cannot read, and plain loops in main', () => {
    expect([codeOf(() => each([1] as never)), codeOf(() => each(null as never))]).toEqual(
      Array(2).fill('GS_BAD_ARGUMENT'),
    );
    expect(codeOf(() => [...(each(numbers(1)) as unknown as Iterable<number>)])).toBe('GS_BARRIER');
  });
});
