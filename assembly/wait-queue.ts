// Greenlets that wait for the same thing, in the order they came. A waiter's record says which queue it is in, so that
// whoever wakes, kills or times it out can take it out.

import { Queue } from './queue';
import { Greenlet } from './records';
import { WAITING } from './states';

export { Queue };

export function enqueue(queue: Queue, g: Greenlet): void {
  queue.push(g);
  g.queue = changetype<usize>(queue);
  g.flags |= WAITING;
}

/** Takes the first waiter out. It is for the caller to wake it. */
export function dequeue(queue: Queue): Greenlet | null {
  const g = queue.shift();
  if (g != null) g.flags &= ~WAITING;
  return g;
}

export function leave(g: Greenlet): void {
  changetype<Queue>(g.queue).remove(g);
  g.flags &= ~WAITING;
}
