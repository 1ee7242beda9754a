/**
 * Waiting for a job: whoever stops waiting (a kill, a timeout, a signal) cancels it. It begins when the caller has left; so one that
 * cannot be left, and gets a BarrierError, costs no thread.
 */
import { type HostWork, waitForHost } from '../greenlet/host-wait.js';
import { canComplete, completed } from '../hub/wait.js';
import type { Job } from './job.js';
import type { Jobs } from './jobs.js';
import type { JobOptions } from './options.js';

class JobWork implements HostWork<unknown> {
  readonly isLate = true;
  readonly #jobs: Jobs;
  readonly #job: Job;
  readonly #add: () => void;

  constructor(jobs: Jobs, job: Job, add: () => void) {
    this.#jobs = jobs;
    this.#job = job;
    this.#add = add;
  }

  get about(): string {
    return `${this.#job.work.name} in a thread${this.#job.hasBegun ? '' : ' (not begun)'}`;
  }

  begin(resolve: (value: unknown) => void, reject: (error: unknown) => void): () => void {
    const job = this.#job;
    this.#add();
    job.onOver = () => (job.hasFailed ? reject(job.result) : resolve(job.result));
    if (job.isOver) job.onOver();
    return () => this.#jobs.cancel(job);
  }
}

/** Calls `add`, which adds the job unless it was added before, and blocks for its result. */
export function waitForJob(api: string, jobs: Jobs, job: Job, options: JobOptions, add: () => void): unknown {
  if (!canComplete(api)) return completed(api, undefined); // who is being killed begins nothing
  return waitForHost(api, new JobWork(jobs, job, add), options);
}
