// A greenlet whose result somebody wants.

import { Greenlet, started, waitFor } from './greenlet';

/** The handle of such a greenlet. It holds the result, so it can be asked after the end. */
export class Task<R> {
  /** The greenlet's id. */
  id: Greenlet = 0;
  /** Its body has returned. */
  ready: bool = false;
  protected result: R = zero<R>();

  /** Waits for the result. Traps when the greenlet failed or was killed. */
  get(): R {
    if (!this.ready) waitFor(this.id, Infinity);
    if (!this.ready) throw new Error('greenspool: the task has no result, its greenlet failed or was killed');
    return this.result;
  }
}

class Call<A, R> extends Task<R> {
  constructor(
    private fn: (arg: A) => R,
    private arg: A,
  ) {
    super();
  }

  run(): void {
    this.result = this.fn(this.arg);
    this.ready = true;
  }
}

/** Calls `fn(arg)` in a new greenlet; `task(...).get()` waits for what it returns. Does not switch. */
export function task<A, R>(fn: (arg: A) => R, arg: A): Task<R> {
  const call = new Call<A, R>(fn, arg);
  const entry = (ptr: usize): void => changetype<Call<A, R>>(ptr).run();
  call.id = started(entry.index, changetype<usize>(call), true);
  return call;
}

function zero<R>(): R {
  return isReference<R>() ? changetype<R>(0) : <R>0;
}
