/** A stream is cut into pieces by the network, and into others by its readers, some of whom are killed: all bytes arrive, in order. */
import fc from 'fast-check';
import { type Greenlet, spawn } from 'greenspool';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Bytes } from '../../build/net/bytes.js';
import { Inbox } from '../../build/net/inbox.js';
import { ChunkWant, ExactWant, LineWant, UntilWant, type Want } from '../../build/net/wants.js';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

/** Few letters, so that delimiters are found, and nearly found. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 });
const piece = fc.oneof(
  text,
  fc.nat(3).map((n) => 'ab'.repeat(2500).slice(n)),
);

it('a list of chunks is like one buffer', () => {
  const step = fc.oneof(
    fc.record({ push: piece }),
    fc.record({ take: fc.nat(6000), isGivenBack: fc.boolean() }),
    fc.record({
      find: fc.string({ unit: fc.constantFrom('a', 'b', '\n'), minLength: 1, maxLength: 3 }),
      from: fc.nat(20),
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const bytes = new Bytes();
      let model = '';
      for (const one of steps) {
        if ('push' in one) {
          if (one.push !== '') bytes.push(Buffer.from(one.push));
          model += one.push;
        } else if ('take' in one) {
          const n = Math.min(one.take, model.length);
          const taken = bytes.take(n);
          expect(String(taken)).toBe(model.slice(0, n));
          if (one.isGivenBack) bytes.giveBack(taken);
          else model = model.slice(n);
        } else expect(bytes.indexOf(Buffer.from(one.find), one.from)).toBe(model.indexOf(one.find, one.from));
        expect(bytes.length).toBe(model.length);
      }
    }),
    { numRuns: 150 },
  );
});

const wants: Record<string, (n: number) => Want<unknown>> = {
  chunk: (n) => new ChunkWant(n + 1),
  exact: (n) => new ExactWant(n, 'exact'),
  until: () => new UntilWant(Buffer.from('ab'), 1e6, 'until'),
  line: () => new LineWant(1e6, 'line'),
};

/** What a reader gets of `left`, once there is enough. */
function answerOf(kind: string, n: number, left: string): string | null {
  if (kind === 'chunk') return null; // any start of it, at most n + 1
  if (kind === 'exact') return left.length >= n ? left.slice(0, n) : null;
  const end = kind === 'line' ? '\n' : 'ab';
  const at = left.indexOf(end);
  return at < 0 ? null : left.slice(0, at + end.length);
}

it('readers that come, get what they want or are killed, get every byte once and in order', () => {
  const step = fc.record({
    kind: fc.constantFrom('chunk', 'exact', 'until', 'line'),
    n: fc.nat(8),
    pieces: fc.array(text, { maxLength: 4 }),
    /** When the reader is killed: before a piece of that number has come, or after it and before the reader has run. */
    killAt: fc.option(fc.nat(5)),
    isKilledOnTheWay: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const inbox = new Inbox({ pause() {}, resume() {} }, 16);
      let left = '';
      const feed = (one: string) => {
        if (one !== '') inbox.push(Buffer.from(one));
        left += one;
      };
      for (const { kind, n, pieces, killAt, isKilledOnTheWay } of steps) {
        const got: string[] = [];
        const g: Greenlet = spawn(function* () {
          const want = wants[kind]!(n);
          const value: unknown = yield inbox.read('read', 'read', want, {});
          got.push(kind === 'line' ? `${value}\n` : String(value));
        });
        loop.flush();
        for (const [i, one] of pieces.entries()) {
          if (i === killAt && !isKilledOnTheWay) g.kill(undefined, { block: false });
          feed(one);
          if (i === killAt && isKilledOnTheWay) g.kill(undefined, { block: false });
          loop.flush();
        }
        if (!g.dead) g.kill(undefined, { block: false });
        loop.flush();
        expect(g.dead && g.successful()).toBe(true);
        const answer = answerOf(kind, n, left);
        for (const one of got) {
          if (answer !== null) expect(one).toBe(answer);
          expect(left.startsWith(one)).toBe(true);
          left = left.slice(one.length);
        }
      }
      const end: string[] = [];
      spawn(function* () {
        for (;;) {
          const chunk: Buffer | null = yield inbox.read('read', 'read', new ChunkWant(1e6), {});
          if (chunk === null) return;
          end.push(String(chunk));
        }
      });
      inbox.end();
      loop.flush();
      expect(end.join('')).toBe(left);
    }),
    { numRuns: 300 },
  );
});
