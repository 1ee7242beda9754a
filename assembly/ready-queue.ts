// Who runs next: first come, first served.

import { Queue } from './queue';
import { Greenlet } from './records';
import { READY } from './states';

const queue: usize = memory.data(8, 8);
let n: i32 = 0;

export function readyQueue(): Queue {
  return changetype<Queue>(queue);
}

/** READY at the tail. Its flags stay: they tell what it was made ready with. */
export function makeReady(g: Greenlet): void {
  g.state = READY;
  n++;
  readyQueue().push(g);
}

/** READY before all others: a switch to this very one. */
export function makeNext(g: Greenlet): void {
  g.state = READY;
  n++;
  readyQueue().pushFront(g);
}

export function takeFirst(): Greenlet | null {
  const g = readyQueue().shift();
  if (g == null) return null;
  n--;
  return g;
}

export function takeOut(g: Greenlet): void {
  n--;
  readyQueue().remove(g);
}

export function nReady(): i32 {
  return n;
}
