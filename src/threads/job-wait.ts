/** Waiting for a job: whoever stops waiting (a kill, a timeout, a signal) cancels it. */
import { REASON } from '../engine/abi.js';
import { Timeout } from '../errors/greenspool-error.js';
import type { Continuation } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { Ticket } from '../greenlet/tickets.js';
import { beginWait, completed, failed, mustThrow, park, suspend } from '../hub/wait.js';
import type { Job } from './job.js';
import type { Jobs } from './jobs.js';
import type { JobOptions } from './options.js';

class JobTicket extends Ticket {
  readonly #jobs: Jobs;
  readonly #job: Job;
  readonly #begin: () => void;
  readonly #ms: number;

  constructor(waiter: Continuation, jobs: Jobs, job: Job, begin: () => void, ms = Number.POSITIVE_INFINITY) {
    super(waiter, ms);
    this.#jobs = jobs;
    this.#job = job;
    this.#begin = begin;
    this.#ms = ms;
  }

  listen(): void {
    this.#begin();
    this.#job.onOver = () => this.#ended();
    if (this.#job.isOver) this.#ended();
  }

  #ended(): void {
    this.settle(this.#job.result, this.#job.hasFailed);
  }

  unlisten(): void {
    this.#jobs.cancel(this.#job);
  }

  override timedOut(waiter: Continuation): void {
    waiter.wakeFailed = true;
    waiter.wakeValue = timeoutOf(this.#job, this.#ms);
  }

  describe(): string {
    return `${this.#job.work.name} in a thread${this.#job.hasBegun ? '' : ' (not begun)'}`;
  }
}

const timeoutOf = ({ work }: Job, ms: number) => new Timeout(`${work.name} in a thread`, ms);

/** Calls `begin`, which adds the job, and blocks for its result. */
export function waitForJob(api: string, jobs: Jobs, job: Job, options: JobOptions, begin: () => void): unknown {
  const { timeout, signal } = options;
  if (mustThrow(machine.current)) return completed(api, undefined);
  if (signal?.aborted) return failed(api, signal.reason);
  if (timeout === 0) return failed(api, timeoutOf(job, 0));
  const waiter = beginWait(api);
  const ticket = new JobTicket(waiter, jobs, job, begin, timeout);
  park(waiter, REASON.PROMISE, ticket, timeout);
  ticket.begin(signal);
  return suspend(waiter);
}
