// Semaphore for AssemblyScript: the engine's, inside a managed object.

import { SEMAPHORE } from '../reasons';
import * as semaphores from '../semaphore';
import { GRANTED, TIMED_OUT } from '../states';
import { parkUntil } from './blocking';
import { deadlineAfter, running } from './running';

/** Permits, handed to those who wait in the order they came. */
export class Semaphore {
  // The fields of the engine's Semaphore, at the same offsets: this object is one.
  private permits: i32 = 0;
  private head: usize = 0;
  private tail: usize = 0;
  private nGranted: i32 = 0;

  constructor(nPermits: i32 = 1) {
    if (offsetof<Semaphore>() != offsetof<semaphores.Semaphore>()) ERROR('the fields differ from the engine');
    this.permits = nPermits;
  }

  get count(): i32 {
    return this.permits;
  }

  /** Takes a permit; waits for one if there is none, `timeoutMs` at most. False: the time is over. Switches if it waits. */
  acquire(timeoutMs: f64 = Infinity): bool {
    const deadline = deadlineAfter(timeoutMs);
    while (!semaphores.acquire(changetype<usize>(this), running())) {
      const outcome = parkUntil(deadline, SEMAPHORE);
      if (outcome == GRANTED) return true;
      if (outcome == TIMED_OUT) return false;
      // woken by hand: it lines up again
    }
    return true;
  }

  tryAcquire(): bool {
    return semaphores.acquire(changetype<usize>(this), null);
  }

  /** Gives permits back; those who wait are ready. Does not switch. */
  release(nPermits: i32 = 1): void {
    semaphores.release(changetype<usize>(this), nPermits);
  }
}
