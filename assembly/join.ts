// Waiting for the end of another greenlet: the wait queue is in its record.

import { Greenlet, find } from './records';
import { FAILED, GRANTED, KILLED, BY_KILL, BY_RETURN } from './states';
import * as parking from './park';
import { dequeue, enqueue as enqueueIn } from './wait-queue';

/** False: the target is dead already. */
export function enqueue(g: Greenlet, targetId: u64): bool {
  const target = find(targetId);
  if (target == null) return false;
  enqueueIn(target.joiners, g);
  return true;
}

/** All who joined are ready, with the result word; it is 0 unless the body returned. */
export function wakeJoiners(target: Greenlet, how: i32): void {
  if (target.joinersHead == 0) return;
  const outcome = how == BY_RETURN ? GRANTED : how == BY_KILL ? KILLED : FAILED;
  for (let g: Greenlet | null = dequeue(target.joiners); g != null; g = dequeue(target.joiners)) {
    g.value = target.value;
    parking.wake(g, outcome);
  }
}
