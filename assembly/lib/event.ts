// Event for AssemblyScript: the engine's, inside a managed object.

import * as events from '../event';
import { EVENT } from '../reasons';
import { GRANTED, TIMED_OUT } from '../states';
import { parkUntil } from './blocking';
import { deadlineAfter, running } from './running';

/** Something that happens once, until it is cleared. */
export class Event {
  // The fields of the engine's Event, at the same offsets: this object is one.
  private isUp: bool = false;
  private head: usize = 0;
  private tail: usize = 0;

  constructor() {
    if (offsetof<Event>() != offsetof<events.Event>()) ERROR('the fields differ from the engine');
  }

  get isSet(): bool {
    return this.isUp;
  }

  /** All who wait are ready, and stay so even if it is cleared before they run. Does not switch. */
  set(): void {
    events.set(changetype<usize>(this));
  }

  clear(): void {
    this.isUp = false;
  }

  /** Waits until it is set, `timeoutMs` at most. False: the time is over. Switches unless it is set. */
  wait(timeoutMs: f64 = Infinity): bool {
    const deadline = deadlineAfter(timeoutMs);
    while (!events.wait(changetype<usize>(this), running())) {
      const outcome = parkUntil(deadline, EVENT);
      if (outcome == GRANTED) return true;
      if (outcome == TIMED_OUT) return false;
    }
    return true;
  }
}
