/**
 * Random programs of puts and gets with timeouts, kills at every point (waiting, woken and not yet run, done) and shutdowns,
 * against the model: who gets which item, who is told what, and that no item is lost or seen twice.
 */
import fc from 'fast-check';
import { Channel, type Greenlet, GreenletExit, LifoQueue, PriorityQueue, Queue, spawn } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../helpers/code-of.ts';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';
import { type Order, QueueModel, type Thing } from './queue-model.ts';

type Op =
  | { do: 'get' | 'put'; timeout: number; priority: number }
  | { do: 'putNow'; priority: number }
  | { do: 'getNow' | 'flush' }
  | { do: 'kill'; at: number }
  | { do: 'advance'; ms: number }
  | { do: 'shutdown'; immediate: boolean };

const timeout = fc.constantFrom(0, 3, 7, Number.POSITIVE_INFINITY);
const priority = fc.integer({ min: 0, max: 3 });
const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('get' as const, 'put' as const), timeout, priority }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('putNow' as const), priority }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('getNow' as const, 'flush' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('kill' as const), at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(1, 5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('shutdown' as const), immediate: fc.boolean() }) },
);

const makers = { fifo: Queue, lifo: LifoQueue, priority: PriorityQueue };

/** A channel is a queue without room; `close` is its shutdown, which has nothing to give up. */
type Kind = Order | 'channel';

class Run {
  readonly queue: Queue<Thing> | Channel<Thing>;
  readonly model: QueueModel;
  readonly outcomes = new Map<number, string>();
  readonly #actors: Greenlet[] = [];
  readonly #seen = new Set<Thing>();
  #nThings = 0;
  readonly #loop: ManualLoop;

  constructor(loop: ManualLoop, kind: Kind, maxSize: number) {
    this.#loop = loop;
    const compare = (a: Thing, b: Thing) => a.priority - b.priority;
    this.queue = kind === 'channel' ? new Channel() : new makers[kind]<Thing>(maxSize, { compare } as object);
    const limit = maxSize === 0 ? Number.POSITIVE_INFINITY : maxSize;
    this.model = kind === 'channel' ? new QueueModel('fifo', 0) : new QueueModel(kind, limit);
  }

  do(op: Op): void {
    const { queue, model } = this;
    const actor = this.#actors.length;
    switch (op.do) {
      case 'get':
        this.#start((at) => this.#got(at, () => queue.get({ timeout: op.timeout })));
        return model.startGet(actor, op.timeout);
      case 'put':
        return this.#startPut(actor, { id: this.#nThings++, priority: op.priority }, op.timeout);
      case 'putNow':
        return this.#putNow(op.priority);
      case 'getNow':
        return this.#getNow();
      case 'kill':
        return this.#kill(op.at);
      case 'advance':
        this.#loop.advance(op.ms);
        return model.advance(op.ms);
      case 'shutdown':
        return this.#shutdown(op.immediate);
      default:
        this.#loop.flush();
        return model.flush();
    }
  }

  check(): void {
    const { queue, model } = this;
    expect(queue.size).toBe(model.items.length);
    if (!(queue instanceof Channel)) expect(queue.unfinished).toBe(model.unfinished);
  }

  /** Lets everybody run; kills those who still wait. */
  end(): void {
    this.do({ do: 'flush' });
    expect([...this.outcomes].sort(byActor)).toEqual([...this.model.outcomes].sort(byActor));
    for (let at = 0; at < this.#actors.length; at++) this.#kill(at);
    this.do({ do: 'flush' });
    this.check();
  }

  #startPut(actor: number, thing: Thing, timeout: number): void {
    this.#start((at) => this.#put(at, () => this.queue.put(thing, { timeout })));
    this.model.startPut(actor, thing, timeout);
  }

  #start(body: (at: number) => Generator): void {
    this.#actors.push(spawn(body, this.#actors.length));
    this.#loop.flush();
  }

  *#got(at: number, call: () => unknown): Generator<unknown, void, Thing> {
    try {
      const thing = yield call();
      this.#see(thing);
      this.outcomes.set(at, `got ${thing.id}`);
    } catch (error) {
      this.outcomes.set(at, nameOf(error));
    }
  }

  *#put(at: number, call: () => unknown): Generator {
    try {
      yield call();
      this.outcomes.set(at, 'put');
    } catch (error) {
      this.outcomes.set(at, nameOf(error));
    }
  }

  #shutdown(immediate: boolean): void {
    const { queue, model } = this;
    if (queue instanceof Channel) queue.close();
    else queue.shutdown({ immediate });
    model.shutdown(immediate && !(queue instanceof Channel));
  }

  #putNow(priority: number): void {
    const thing = { id: this.#nThings++, priority };
    const code = codeOf(() => this.queue.putNowait(thing));
    expect(code === 'no error').toBe(this.model.put(thing));
  }

  #getNow(): void {
    let got: number | undefined;
    const code = codeOf(() => {
      const thing = this.queue.getNowait();
      this.#see(thing);
      got = thing.id;
    });
    const expected = this.model.get();
    expect([code === 'no error', got]).toEqual([expected !== undefined, expected?.thing.id]);
  }

  #see(thing: Thing): void {
    expect(this.#seen.has(thing)).toBe(false);
    this.#seen.add(thing);
  }

  #kill(at: number): void {
    if (this.#actors.length === 0) return;
    const actor = at % this.#actors.length;
    const isPutLetIn = this.model.outcomes.get(actor) === 'put';
    this.#actors[actor]?.kill(undefined, { block: false });
    this.model.kill(actor);
    // the item of a put that was let in stays, but its greenlet is told of the kill if it has not run yet
    if (isPutLetIn && !this.outcomes.has(actor)) this.model.outcomes.set(actor, 'killed');
    // the same for one that is about to be told of a shutdown
    if (this.model.outcomes.get(actor) === 'GS_QUEUE_SHUTDOWN' && !this.outcomes.has(actor)) {
      this.model.outcomes.set(actor, 'killed');
    }
  }
}

const byActor = ([a]: [number, string], [b]: [number, string]) => a - b;

function nameOf(error: unknown): string {
  const { code } = error as { code: string };
  if (error instanceof GreenletExit) return 'killed';
  return code === 'GS_CHANNEL_CLOSED' ? 'GS_QUEUE_SHUTDOWN' : code;
}

describe('queues do what the model does', () => {
  it.each(['fifo', 'lifo', 'priority', 'channel'] as const)('%s', (kind) => {
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 2, 3), fc.array(op, { maxLength: 40 }), (maxSize, ops) => {
        const { loop, restore } = withManualLoop();
        try {
          const run = new Run(loop, kind, maxSize);
          for (const one of ops) {
            run.do(one);
            run.check();
          }
          run.end();
        } finally {
          restore();
        }
      }),
      { numRuns: 600 },
    );
  });
});
