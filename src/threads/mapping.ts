/** Many jobs of one function, as greenlets of a group that wait for a job each. */
import { runInside, type Steps, settled } from '../greenlet/run-inside.js';
import type { IMap, IMapOptions } from '../group/imap.js';
import { Pool } from '../group/pool.js';

/** Blocks for the result of a job. */
type Ask = (item: unknown) => unknown;
type Items = Iterable<unknown> | AsyncIterable<unknown>;
type Numbered = Generator<unknown, [number: number, result: unknown], never>;

/** Blocks for the results in the order of the items; the first failure, whichever item it is of, stops all others. */
export function mapAll(ask: Ask, items: Items, concurrency: number): unknown {
  const group = new Pool(concurrency);
  let nBegun = 0; // they begin in the order of the items
  const body = function* (item: unknown): Numbered {
    const number = nBegun++;
    return [number, yield ask(item)];
  };
  return runInside('map', () => collected(group, group.imapUnordered(body, items, { maxSize: concurrency })));
}

function* collected(group: Pool, flow: IMap<unknown>): Steps {
  const results: unknown[] = [];
  try {
    for (;;) {
      const step = yield* settled<IteratorResult<[number, unknown]>>(flow.next());
      if (step.done) return results;
      const [number, result] = step.value;
      results[number] = result;
    }
  } finally {
    flow.return();
    group.kill(undefined, { block: false });
  }
}

/** An iterator over the results; `isOrdered`: in the order of the items. */
export function mapEach(ask: Ask, items: Items, concurrency: number, isOrdered: boolean, options: IMapOptions) {
  const group = new Pool(concurrency);
  const body = function* (item: unknown): Steps {
    return yield ask(item);
  };
  return isOrdered ? group.imap(body, items, options) : group.imapUnordered(body, items, options);
}
