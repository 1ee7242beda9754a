/** PriorityQueue: a queue that gives the smallest item first (heap.ts). */
import { notAFunction } from '../../errors/misuse.js';
import { lost } from '../../frames/lost.js';
import { UNWINDING } from '../../frames/machine.js';
import { type Compare, Heap } from './heap.js';
import { type QueueOptions, TaskQueue } from './queue.js';

export interface PriorityQueueOptions<T> extends QueueOptions<T> {
  /** Negative: `a` comes out before `b`, as for `Array.prototype.sort`. It may not block. Without it, `<` decides. */
  compare?: Compare<T>;
}

/**
 * A Queue from which the smallest item comes out first; equal ones in the order they were put (a stable binary heap). What the
 * comparison throws is thrown by the `put` or `get` that compared, and nothing is lost.
 *
 * @example
 * const jobs = new PriorityQueue(0, { compare: (a, b) => a.level - b.level });
 * jobs.put({ level: 2 });
 * jobs.put({ level: 1 });
 * console.log(await jobs.get()); // prints { level: 1 }
 */
export class PriorityQueue<T = unknown> extends TaskQueue<T> {
  constructor(maxSize = 0, options?: PriorityQueueOptions<T>) {
    super(new Heap<T>(checked(options?.compare ?? natural)), maxSize, options);
  }
}

/** A comparison that parks is called off: a heap cannot be left half way. */
function checked<T>(compare: Compare<T>): Compare<T> {
  if (typeof compare !== 'function') throw notAFunction('PriorityQueue', compare);
  return (a, b) => {
    const order = compare(a, b);
    if ($gsm === UNWINDING) throw lost({ kind: 'foreign', name: 'PriorityQueue' });
    return order;
  };
}

function natural<T>(a: T, b: T): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
