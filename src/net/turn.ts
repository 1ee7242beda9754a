/**
 * One half of a socket, reading or writing: it is used by one at a time. Two readers would share the bytes in an order that
 * nobody means, so a second is an error. A reader keeps his turn until he has run with what he got: until then he may be
 * ended, and his bytes are put back in front of those that came later.
 */
import { socketBusy } from '../errors/net.js';
import { HostWait, type HostWork, type Limits } from '../greenlet/host-wait.js';
import { greenletOf } from '../sync/who.js';

export class Turn {
  #wait: HostWait<never> | null = null;

  /** Why nobody else may come now; null: nobody is there. */
  refusal(tried: string): Error | null {
    const waiter = this.#wait?.waiter ?? null;
    if (waiter === null) return null;
    return socketBusy(tried, greenletOf(waiter).name, this.#wait?.call ?? '');
  }

  wait<T>(call: string, work: HostWork<T>, limits: Limits): unknown {
    const wait = new HostWait(call, work);
    this.#wait = wait as HostWait<never>;
    return wait.wait(limits);
  }
}
