/**
 * The threads of a pool. tinypool makes them, gives each one job at a time, and ends those that are idle; it never gets more jobs
 * than threads, so none waits in it but for a thread that is starting. What it leaves to us:
 *
 *     a thread ends by itself (process.exit)   tinypool waits for ever     we tell it, as an 'error' of the thread
 *     a thread fails while it starts           its job waits for ever      the oldest job that waits for a start fails
 *     an idle thread fails                     an 'error' of the pool      is reported as a failure that nobody observes
 *     a thread fails right after its answer    the answer may be lost      its end is told after its answers (thread-end.ts)
 *     a thread answers while it is ended       it is sent the next job     it does not (begun.ts)
 *     a thread ends while the pool does        `destroy` hangs or throws   it has no threads any more when that is called
 *
 * Between jobs the event loop of a thread runs (tinypool's `useAtomics` would stop it): what a job has left behind goes on.
 */
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { Tinypool, type TinypoolWorker } from 'tinypool';
import { noThread, threadDied } from '../errors/threads.js';
import { Greenlet } from '../greenlet/greenlet.js';
import { Begun } from './begun.js';
import type { Job } from './job.js';
import type { Answer } from './message.js';
import type { ThreadOptions } from './options.js';
import { StartQueue } from './start-queue.js';
import { Ended, ThreadEnd } from './thread-end.js';

/** What tinypool calls a worker has the real one. */
type Thread = TinypoolWorker & { thread: Worker };

const ENTRY = fileURLToPath(new URL('worker.js', import.meta.url));

export class Crew {
  readonly #starting = new StartQueue();
  readonly #begun: Begun;
  readonly #pool: Tinypool;
  readonly #known = new WeakSet<TinypoolWorker>();
  /** Of the threads that are not gone. */
  readonly #ends = new Set<ThreadEnd>();
  readonly #ready = new WeakSet<TinypoolWorker>();
  /** What the last thread that failed while it started failed with. */
  #noStart: unknown;
  /** The last failure of a thread that had no job. */
  #idleFailure: unknown;

  constructor(size: number, idleTimeout: number, options: ThreadOptions) {
    this.#begun = new Begun(size);
    this.#pool = new Tinypool({
      ...options,
      filename: ENTRY,
      minThreads: 0,
      maxThreads: size,
      idleTimeout,
      workerData: this.#begun.cells,
      useAtomics: false,
      taskQueue: this.#starting,
    });
    this.#pool.on('error', (error) => {
      this.#idleFailure = error;
    });
  }

  /** A job that is handed over now is sent at once, when `nRunning` others run. */
  canSendAtOnce(nRunning: number): boolean {
    return this.#pool.threads.filter((one) => this.#ready.has(one)).length > nRunning;
  }

  /** Throws, as a rejection, what `failureOf` explains. */
  run(job: Job): Promise<Answer> {
    job.entered(this.#begun);
    const { message, transferList } = job.message;
    try {
      return this.#pool.run(message, { transferList: [...transferList], signal: job });
    } catch (error) {
      return Promise.reject(new NotStarted('no thread', { cause: error }));
    } finally {
      this.#watchNew();
    }
  }

  /** What the job failed with, which `run` has rejected with `reason`. Answers of jobs are never rejections. */
  failureOf(job: Job, reason: unknown): unknown {
    const { name } = job.work;
    if (reason instanceof NotStarted) return noThread(name, reason.cause);
    if (reason instanceof Ended) return threadDied(name, reason.message);
    if (!job.hasBegun && isNamed(reason, 'CancelError')) return noThread(name, this.#noStart);
    if (!job.hasBegun && isNamed(reason, 'DataCloneError')) return job.refused(reason);
    return threadDied(name, reason instanceof Error ? reason.message : String(reason), reason);
  }

  /** A thread has failed with it, and no job has. */
  report(error: unknown): void {
    if (error instanceof Ended) return;
    const reporter = new Greenlet(() => {
      throw error;
    });
    reporter.name = 'an idle thread';
    reporter.start();
  }

  /** Ends all threads and waits until they are gone; what they run is over. */
  async end(): Promise<void> {
    const ends = [...this.#ends];
    for (const end of ends) end.tellNow(new Ended('its pool was ended')); // then tinypool ends it
    await this.#pool.destroy(); // of what is no thread
    await Promise.all(ends.map(({ gone }) => gone));
  }

  #watchNew(): void {
    for (const thread of this.#pool.threads) if (!this.#known.has(thread)) this.#watch(thread as Thread);
  }

  /** tinypool hears of the end of a thread from us. */
  #watch(thread: Thread): void {
    this.#known.add(thread);
    const worker = thread.thread;
    const listeners = worker.listeners('error');
    worker.removeAllListeners('error');
    const end = new ThreadEnd((reason) => {
      if (reason instanceof Ended && !this.#pool.threads.includes(thread)) return; // it was to end
      for (const listener of listeners) listener(reason);
      this.#failed(thread, reason);
    });
    this.#ends.add(end);
    void end.gone.then(() => this.#ends.delete(end));
    worker.on('message', () => this.#ready.add(thread)); // tinypool's threads say only that
    worker.on('error', (error) => end.failed(error));
    worker.on('exit', (code) => end.exited(code));
  }

  /** tinypool has been told before, and has removed it. */
  #failed(thread: Thread, error: unknown): void {
    if (!this.#ready.has(thread)) this.#notStarted(error);
    else if (this.#idleFailure === error) this.report(error);
    this.#idleFailure = undefined;
  }

  #notStarted(error: unknown): void {
    this.#noStart = error;
    const nStarting = this.#pool.threads.filter((one) => !this.#ready.has(one)).length;
    while (this.#starting.size > nStarting) this.#starting.shift()?.cancel();
  }
}

/** tinypool could not even make it. */
class NotStarted extends Error {}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
