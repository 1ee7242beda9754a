/** What a pool and its calls can be told, and the checks of it. */
import { availableParallelism } from 'node:os';
import type { ResourceLimits, TransferListItem } from 'node:worker_threads';
import { badArgument } from '../errors/misuse.js';
import { checkLimits, type Limits } from '../greenlet/host-wait.js';
import { checkTimeout } from '../greenlet/joining.js';
import { MAX_DELAY_MS } from '../hub/event-loop.js';
import type { ErrorClass } from './error-classes.js';

/** As of `new Worker`, for each thread. */
export interface ThreadOptions {
  env?: Record<string, string>;
  argv?: string[];
  execArgv?: string[];
  resourceLimits?: ResourceLimits;
}

export interface ThreadPoolOptions extends ThreadOptions {
  /** How many threads at most; as many as there are cores unless given. */
  size?: number;
  /** How many jobs may wait for a thread; no limit unless given. */
  maxQueue?: number;
  /** Milliseconds after which an idle thread is ended; 10,000 unless given. */
  idleTimeout?: number;
  /** Classes of errors that are to arrive as what they are; JavaScript's and greenspool's own always do. */
  errors?: readonly ErrorClass[];
}

export interface JobOptions extends Limits {
  /** Milliseconds that the job may take, with its wait for a thread; then it is stopped, and the call throws a Timeout. */
  timeout?: number;
  /** Array buffers, ports and the like among the arguments that are handed over instead of copied. */
  transfer?: readonly TransferListItem[];
}

export interface MapOptions extends Omit<JobOptions, 'transfer'> {
  /** How many items may be under way at a time; as many as the pool has threads unless given. */
  concurrency?: number;
}

const IDLE_MS = 10_000;
export function checkPoolOptions(options: ThreadPoolOptions) {
  const { size = availableParallelism(), maxQueue = Number.POSITIVE_INFINITY, errors = [], ...rest } = options;
  const { idleTimeout = IDLE_MS, ...threads } = rest;
  checkWhole('new ThreadPool', 'the size is a whole number from 1', size, 1);
  if (maxQueue !== Number.POSITIVE_INFINITY) checkWhole('new ThreadPool', 'maxQueue is a whole number', maxQueue, 0);
  checkTimeout('new ThreadPool', idleTimeout);
  for (const one of errors) checkErrorClass(one);
  return { size, maxQueue, errors, idleTimeout: Math.min(idleTimeout, MAX_DELAY_MS), threads };
}

function checkErrorClass(one: unknown): void {
  if (typeof one === 'function' && (one as { prototype?: unknown }).prototype instanceof Error) return;
  throw badArgument('new ThreadPool', '`errors` are classes of errors', one);
}

export function checkWhole(api: string, what: string, value: unknown, least: number): void {
  if (!Number.isSafeInteger(value) || (value as number) < least) throw badArgument(api, what, value);
}

export function checkJob(api: string, args: unknown, options: JobOptions): void {
  if (!Array.isArray(args)) throw badArgument(api, 'the arguments of the function come as an array', args);
  checkLimits(api, options);
  const { transfer } = options;
  if (transfer !== undefined && !Array.isArray(transfer)) throw badArgument(api, '`transfer` is an array', transfer);
}
