/** LifoQueue: a queue that gives the youngest item first. */
import { Lifo } from './lifo.js';
import { type QueueOptions, TaskQueue } from './queue.js';

/**
 * A Queue from which the item that was put last comes out first.
 *
 * @example
 * const stack = new LifoQueue(0, { items: [1, 2, 3] });
 * console.log(await stack.get()); // prints 3
 */
export class LifoQueue<T = unknown> extends TaskQueue<T> {
  constructor(maxSize = 0, options?: QueueOptions<T>) {
    super(new Lifo<T>(), maxSize, options);
  }
}
