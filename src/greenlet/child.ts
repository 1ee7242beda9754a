/** A greenlet that does a part of its caller's work. Who stops waiting for it ends it. */
import { REASON } from '../engine/abi.js';
import { beginWait, park, suspend } from '../hub/wait.js';
import type { Greenlet } from './greenlet.js';
import { GreenletExit } from './greenlet-exit.js';
import { Joiner } from './joining.js';
import { condemn } from './killing.js';

class ChildWait extends Joiner {
  override forget(): void {
    super.forget();
    if (!this.greenlet.dead) condemn(this.greenlet, new GreenletExit());
  }
}

/** Blocks until the child is over, and ends with its result or throws its error. A kill meanwhile ends the child as well. */
export function waitForChild(child: Greenlet): unknown {
  const waiter = beginWait(child.name);
  return waitAs(new ChildWait(waiter, child, true, 0));
}

/** The same for a caller that ends the child itself, and waits for that. */
export function waitForOwnChild(child: Greenlet): unknown {
  const waiter = beginWait(child.name);
  return waitAs(new Joiner(waiter, child, true, 0));
}

function waitAs(wait: Joiner): unknown {
  const { waiter, greenlet: child } = wait;
  park(waiter, REASON.JOIN, wait);
  child._observe(wait);
  return suspend(waiter);
}
