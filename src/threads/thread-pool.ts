/** ThreadPool: functions run in other threads, and only the greenlet that asks waits. */

import { poolClosed } from '../errors/threads.js';
import { notePlace, type Place } from '../frames/stack-trace.js';
import type { Body, Result } from '../greenlet/body.js';
import { Greenlet } from '../greenlet/greenlet.js';
import { runInside, type Steps, settled } from '../greenlet/run-inside.js';
import { spawn } from '../greenlet/spawn.js';
import { waitFor } from '../greenlet/wait-for.js';
import type { IMap, IMapOptions } from '../group/imap.js';
import { Observer } from '../hub/observer.js';
import type { WaitOptions } from '../sync/options.js';
import { Job } from './job.js';
import { waitForJob } from './job-wait.js';
import { Jobs } from './jobs.js';
import { mapAll, mapEach } from './mapping.js';
import {
  checkJob,
  checkPoolOptions,
  checkWhole,
  type JobOptions,
  type MapOptions,
  type ThreadPoolOptions,
} from './options.js';
import { type ModuleExport, type Work, workOf } from './work.js';

/** A spawned job of which nobody wants to know any more. */
class Canceller extends Observer {
  readonly #cancel: () => void;

  constructor(cancel: () => void) {
    super();
    this.#cancel = cancel;
  }

  ended(): void {
    this.#cancel();
  }

  override get seesFailures(): boolean {
    return false;
  }
}

/**
 * Threads that run functions for greenlets. A function is an export of a module (`threadFunction`), or one that uses nothing of
 * its surroundings, which is sent as its text. Arguments and results are cloned, as `postMessage` does. Threads are started when
 * there are jobs for them, are kept for the next ones, and do not keep the process alive. Throws GS_BAD_ARGUMENT.
 *
 * @example
 * const pool = new ThreadPool({ size: 2 });
 * console.log(await pool.apply((n) => n * n, [7])); // prints 49
 * await pool.close();
 */
export class ThreadPool {
  /** At most so many threads. */
  readonly size: number;
  readonly #jobs: Jobs;

  constructor(options: ThreadPoolOptions = {}) {
    const settings = checkPoolOptions(options);
    this.size = settings.size;
    this.#jobs = new Jobs(settings);
  }

  /** How many jobs wait for a thread. */
  get waiting(): number {
    return this.#jobs.nWaiting;
  }

  /** How many jobs have a thread. */
  get running(): number {
    return this.#jobs.nRunning;
  }

  /**
   * Blocks for `fn(...args)` in a thread, and ends with its result, or throws its error, whose stack goes on with that of the caller. A
   * kill, a timeout (ms) or an aborted signal stops the job: its thread is ended, if it has begun. Throws GS_BAD_ARGUMENT,
   * GS_THREAD_FUNCTION, GS_THREAD_CLONE, GS_THREAD_DIED, GS_THREAD_START, GS_THREADS_CLOSED, GS_THREAD_LOADING, PoolFull, a Timeout.
   *
   * @example
   * const hash = threadFunction(new URL('./work.js', import.meta.url), 'hash');
   * const text = pool.apply(hash, [bytes], { timeout: 1000, transfer: [bytes.buffer] }); // in a compiled function
   */
  // biome-ignore lint/suspicious/noExplicitAny: the result, or a promise of it in main and async bodies
  apply<F extends Body>(fn: F | ModuleExport, args: Parameters<F> = [] as never, options: JobOptions = {}): any {
    checkJob('apply', args, options);
    return this.#ask('apply', workOf('apply', fn), args, options, notePlace(this.apply));
  }

  /** As `apply`, but does not block: a greenlet that ends with the result. Killing it stops the job. Throws as `apply`. */
  spawn<F extends Body>(
    fn: F | ModuleExport,
    args: Parameters<F> = [] as never,
    options: JobOptions = {},
  ): Greenlet<Result<F>> {
    checkJob('spawn', args, options);
    const job = new Job(workOf('spawn', fn), args, options.transfer ?? [], notePlace(this.spawn));
    this.#jobs.add('spawn', job);
    const jobs = this.#jobs;
    const waiting = new Greenlet<Result<F>>(function* (): Steps {
      return yield waitForJob('spawn', jobs, job, options, () => undefined);
    });
    waiting.name = `${job.work.name} in a thread`;
    waiting._observe(new Canceller(() => jobs.cancel(job)));
    return waiting.start();
  }

  /**
   * Blocks for `fn(item)` of every item, at most `concurrency` at a time; the results are in the order of the items. The first failure
   * is thrown at once, and the others are stopped. `timeout` (ms) and `signal` are those of each job. Throws as `apply`.
   *
   * @example
   * console.log(await pool.map((n) => n * n, [1, 2, 3])); // prints [ 1, 4, 9 ]
   */
  // biome-ignore lint/suspicious/noExplicitAny: an array, or a promise of it in main and async bodies
  map<T>(fn: ((item: T) => unknown) | ModuleExport, items: Items<T>, options: MapOptions = {}): any {
    const ask = this.#asker('map', fn, options, notePlace(this.map));
    return mapAll(ask, items, options.concurrency ?? this.size);
  }

  /**
   * An iterator over the results of `fn(item)`, in the order of the items; its `next()` blocks. `maxSize` bounds what is under way or
   * not fetched. An item that failed throws and ends the iteration; those under way go on. Throws as `apply`.
   */
  imap<T>(
    fn: ((item: T) => unknown) | ModuleExport,
    items: Items<T>,
    options: MapOptions & IMapOptions = {},
  ): IMap<unknown> {
    const ask = this.#asker('imap', fn, options, notePlace(this.imap));
    return mapEach(ask, items, options.concurrency ?? this.size, true, options);
  }

  /** As `imap`, in the order in which the results are ready. */
  imapUnordered<T>(
    fn: ((item: T) => unknown) | ModuleExport,
    items: Items<T>,
    options: MapOptions & IMapOptions = {},
  ): IMap<unknown> {
    const ask = this.#asker('imapUnordered', fn, options, notePlace(this.imapUnordered));
    return mapEach(ask, items, options.concurrency ?? this.size, false, options);
  }

  /** Blocks until no job runs or waits, at most `timeout` ms; true when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: boolean, or a promise of it in main and async bodies
  join(options?: WaitOptions): any {
    return this.#jobs.none.wait(options);
  }

  /**
   * Takes no more jobs, blocks until those that there are have ended, at most `timeout` ms, and ends the threads. True; or false when
   * the time was over first: the jobs go on then, and `kill` ends them.
   */
  // biome-ignore lint/suspicious/noExplicitAny: boolean, or a promise of it in main and async bodies
  close(options?: WaitOptions): any {
    this.#jobs.close();
    const jobs = this.#jobs;
    return runInside('close', function* (): Steps {
      if (!(yield* settled<boolean>(jobs.none.wait(options)))) return false;
      yield waitFor(jobs.end(() => poolClosed('kill')));
      return true;
    });
  }

  /** Ends all threads and blocks until they are gone. Whoever waits for a job is thrown GS_THREADS_CLOSED. */
  // biome-ignore lint/suspicious/noExplicitAny: undefined, or a promise of it in main and async bodies
  kill(): any {
    return waitFor(this.#jobs.end(() => poolClosed('kill')));
  }

  /** `using pool = new ThreadPool()`: as kill, but does not wait. */
  [Symbol.dispose](): void {
    void this.#jobs.end(() => poolClosed('kill'));
  }

  /** `await using pool = new ThreadPool()`: as close. */
  [Symbol.asyncDispose](): Promise<void> {
    const close = () => this.close();
    return spawn(function* () {
      yield close();
    }).then();
  }

  #ask(api: string, work: Work, args: readonly unknown[], options: JobOptions, place: Place): unknown {
    const job = new Job(work, args, options.transfer ?? [], place);
    return waitForJob(api, this.#jobs, job, options, () => this.#jobs.add(api, job));
  }

  #asker(api: string, fn: unknown, options: MapOptions, place: Place): (item: unknown) => unknown {
    checkJob(api, [], options);
    const { concurrency = this.size } = options;
    checkWhole(`pool.${api}`, 'concurrency is a whole number from 1', concurrency, 1);
    const work = workOf(api, fn);
    return (item) => this.#ask(api, work, [item], options, place);
  }
}

type Items<T> = Iterable<T> | AsyncIterable<T>;
