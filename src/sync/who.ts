/** Which greenlet it is that waits or calls. */
import { type Continuation, KIND } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { getCurrent } from '../greenlet/current.js';
import type { Greenlet } from '../greenlet/greenlet.js';
import { main } from '../greenlet/main.js';
import { asyncOwner } from '../hub/async-context.js';
import { StandIn } from '../hub/stand-in.js';

/** The greenlet behind a waiter: stand-ins wait for an async greenlet, or for main. */
export function greenletOf(waiter: Continuation): Greenlet {
  return (waiter instanceof StandIn ? (waiter.owner ?? main) : waiter) as Greenlet;
}

/** Who calls. Also an async greenlet that is over, since its code may still run and give back what it holds. */
export function caller(): Greenlet {
  if (machine.current._kind === KIND.MAIN) return (asyncOwner() as Greenlet | null) ?? main;
  return getCurrent();
}
