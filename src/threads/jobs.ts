/**
 * Who runs, and who waits for a thread: first come, first served. At most `size` run; so a job that runs has a thread of its own, and
 * one that is cancelled takes only that with it.
 */
import { queueFull } from '../errors/group.js';
import { notCloneable, poolClosed, startsJobs } from '../errors/threads.js';
import { Event } from '../sync/event.js';
import { Crew } from './crew.js';
import { type ErrorClass, knownClasses } from './error-classes.js';
import { unpack } from './error-parcel.js';
import type { Job } from './job.js';
import { isLoadingModule } from './loading.js';
import type { Answer } from './message.js';
import type { checkPoolOptions } from './options.js';
import { open, type Parcel } from './parcel.js';

/**
 * A thread may die of what others have left behind in it, several in a row when many jobs end theirs; a job on which so many have died
 * before they began it is given up, as it may be what they died of.
 */
const MAX_TRIES = 10;

export class Jobs {
  /** Set while there are none. */
  readonly none = new Event({ name: 'the jobs of a ThreadPool' });
  readonly #settings: ReturnType<typeof checkPoolOptions>;
  readonly #known: ReadonlyMap<string, ErrorClass>;
  readonly #waiting = new Set<Job>();
  readonly #running = new Set<Job>();
  /** Made when the first job comes. */
  #crew: Crew | null = null;
  #isClosed = false;

  constructor(settings: ReturnType<typeof checkPoolOptions>) {
    this.#settings = settings;
    this.#known = knownClasses(settings.errors);
    this.none.set();
  }

  get nWaiting(): number {
    return this.#waiting.size;
  }

  get nRunning(): number {
    return this.#running.size;
  }

  /** Begins it, or lets it wait. Throws GS_THREADS_CLOSED, GS_THREAD_LOADING, PoolFull, GS_THREAD_CLONE. */
  add(api: string, job: Job): void {
    this.checkOpen(api);
    if (isLoadingModule()) throw startsJobs(api);
    const { size, maxQueue } = this.#settings;
    if (this.#running.size < size) this.#handOver(job);
    else {
      if (this.#waiting.size >= maxQueue) throw queueFull(api, size, maxQueue);
      job.store();
      this.#waiting.add(job);
    }
    this.none.clear();
  }

  checkOpen(api: string): void {
    if (this.#isClosed) throw poolClosed(api);
  }

  /** Nobody wants it any more. */
  cancel(job: Job): void {
    if (job.isOver) return;
    this.#waiting.delete(job);
    if (job.drop()) this.#gone(job);
  }

  close(): void {
    this.#isClosed = true;
  }

  /** Ends all threads, and all jobs with an error. */
  async end(error: () => Error): Promise<void> {
    this.close();
    const all = [...this.#running, ...this.#waiting];
    this.#waiting.clear();
    for (const job of all) {
      job.finish(error(), true);
      job.drop();
    }
    this.#running.clear();
    this.#tellIfNone();
    const crew = this.#crew;
    this.#crew = null;
    await crew?.end();
  }

  #handOver(job: Job): void {
    const { size, idleTimeout, threads } = this.#settings;
    this.#crew ??= new Crew(size, idleTimeout, threads);
    const crew = this.#crew;
    if (!crew.canSendAtOnce(this.#running.size)) job.store();
    this.#running.add(job);
    crew.run(job).then(
      (answer) => this.#answered(job, answer),
      (reason: unknown) => this.#failed(job, crew, reason),
    );
  }

  #answered(job: Job, answer: Answer): void {
    if (job.isOver) this.#gone(job);
    else if ('failure' in answer) this.#over(job, unpack(answer.failure, this.#known), true);
    else if ('error' in answer) this.#over(job, unpack(answer.error, this.#known), false);
    else if ('parcel' in answer) this.#opened(job, answer.parcel);
    else this.#over(job, answer.value, false);
  }

  #opened(job: Job, parcel: Parcel): void {
    let value: unknown;
    try {
      value = open(parcel);
    } catch (error) {
      this.#over(job, notCloneable(job.work.name, 'its result', error), true); // there is no room for it here, say
      return;
    }
    this.#over(job, value, false);
  }

  #failed(job: Job, crew: Crew, reason: unknown): void {
    if (job.isOver) {
      this.#gone(job);
      return;
    }
    job.left();
    const failure = crew.failureOf(job, reason);
    const isDeath = (failure as { code?: unknown }).code === 'GS_THREAD_DIED';
    if (!isDeath || job.hasBegun || ++job.nTries === MAX_TRIES || !job.reset()) this.#over(job, failure, true);
    else {
      crew.report(reason);
      this.#again(job);
    }
  }

  /** It is the first to get another thread. */
  #again(job: Job): void {
    this.#leaves(job);
    try {
      this.#handOver(job);
    } catch (error) {
      this.#over(job, error, true); // its arguments have changed, and cannot be cloned any more
    }
  }

  #over(job: Job, result: unknown, failed: boolean): void {
    this.#leaves(job);
    job.finish(result, failed);
    this.#gone(job);
  }

  /** It has no thread any more, nor waits for one. */
  #gone(job: Job): void {
    this.#leaves(job);
    this.#next();
    this.#tellIfNone();
  }

  #leaves(job: Job): void {
    job.left();
    this.#running.delete(job);
  }

  #next(): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#running.size >= this.#settings.size) return;
    this.#waiting.delete(first);
    this.#handOver(first);
  }

  #tellIfNone(): void {
    if (this.#running.size + this.#waiting.size === 0) this.none.set();
  }
}
