/**
 * The blocking monitor: tells of a greenlet that has held the thread for longer than `hub.maxBlockMs`, while it still does.
 *
 *     this thread                       shared memory            worker thread
 *     a greenlet goes on  ──────────▶   [ run: n, id ] ◀──────── looks every now and then: still run n, after maxBlockMs?
 *     it parks            ──────────▶   [ run: n + 1, 0 ]        then it interrupts this thread through the inspector, and
 *                                                                asks for the stack (`who`)
 * Only a second thread can see that this one is stuck, and it can print although this one cannot. While the monitor is off
 * there is no worker, no shared memory and no hook.
 */
import type { Worker } from 'node:worker_threads';
import { GreenspoolError } from '../errors/greenspool-error.js';
import { badArgument } from '../errors/misuse.js';
import { type Continuation, KIND } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { runningStack } from '../frames/stack-trace.js';
import { addTransferHook, removeTransferHook } from '../frames/transfers.js';
import { Greenlet } from '../greenlet/greenlet.js';
import { print, report } from '../greenlet/report.js';
import { MAX_DELAY_MS } from '../hub/event-loop.js';
import { bound } from '../hub/hub.js';
import { nameOf } from './waits.js';

/** A greenlet held the thread for too long. */
export interface Blocked {
  /** The greenlet's name; only its id when it could not be stopped to ask. */
  who: string;
  /** How long it had run without a break when the monitor noticed, in ms. */
  forMs: number;
  /** Where it was, innermost first; empty when the monitor could not stop it: it was in native code, or gave way just then. */
  stack: string[];
}

export type BlockedHandler = (blocked: Blocked) => void;

/**
 * The symbol under which the worker finds `who`. It names the thread, for the inspector only reaches the main thread: the
 * monitor of another one must not take an answer from there for its own.
 */
let key = '';

let maxMs = 0;
let worker: Worker | null = null;
let run: Int32Array<ArrayBufferLike> = new Int32Array(2);
let handler: BlockedHandler | null = null;

export function maxBlockMs(): number {
  return maxMs;
}

/** Starts the monitor, or with 0 ends it. Throws GS_BAD_ARGUMENT, and GS_NO_THREADS where the host has none. */
export function setMaxBlockMs(ms: number): void {
  if (typeof ms !== 'number' || !(ms >= 0) || ms > MAX_DELAY_MS)
    throw badArgument('hub.maxBlockMs', 'a duration is a number of ms, 0 or more', ms);
  stop();
  maxMs = 0;
  if (ms > 0) start(ms);
  maxMs = ms;
}

export function onBlocked(): BlockedHandler | null {
  return handler;
}

export function setOnBlocked(wanted: BlockedHandler | null): void {
  if (wanted !== null && typeof wanted !== 'function')
    throw badArgument('hub.onBlocked', 'expected a function or null', wanted);
  handler = wanted;
  worker?.postMessage({ prints: wanted === null });
}

function start(ms: number): void {
  const { Worker: NodeWorker, threadId } = threads();
  key = `greenspool.who.${threadId}`;
  run = new Int32Array(new SharedArrayBuffer(8));
  Object.defineProperty(globalThis, Symbol.for(key), { value: who, configurable: true });
  worker = new NodeWorker(new URL('./blocking-worker.js', import.meta.url), {
    workerData: { run, ms, prints: handler === null, key },
    execArgv: [], // not what compiles the program
    env: {},
    stdout: false,
    stderr: false,
  });
  worker.on('message', tell);
  worker.on('error', (error) => print('greenspool: the blocking monitor has failed:', error));
  worker.unref();
  addTransferHook(beat);
}

function stop(): void {
  removeTransferHook(beat);
  void worker?.terminate();
  worker = null;
  Reflect.deleteProperty(globalThis, Symbol.for(key));
}

/** The id first: a run that the worker sees for the second time has the same id, or is just over. */
function beat(_: Continuation, to: Continuation): void {
  Atomics.store(run, 1, to._kind < KIND.MAIN ? ((to as { id?: number }).id ?? 0) : 0);
  Atomics.add(run, 0, 1);
}

function tell(blocked: Blocked): void {
  try {
    handler?.(blocked);
  } catch (error) {
    report(error, null);
  }
}

/**
 * Evaluated by the worker, on top of whatever runs: the greenlet's name and whole stack as JSON. The thread may have gone on to
 * another greenlet before it could be interrupted: then there is only the name.
 */
function who(id: number): string {
  const { current } = machine;
  if (!(current instanceof Greenlet) || current.id !== id) return JSON.stringify({ who: nameOfId(id), stack: [] });
  return JSON.stringify({ who: nameOf(current), stack: runningStack(who, EVALUATED) });
}

/** The frame of the evaluation itself, and what resumes generators. */
const EVALUATED = /<anonymous>:1:\d+\)?$|\.next \(<anonymous>\)$/;

function nameOfId(id: number): string {
  const found = bound().find((c) => c instanceof Greenlet && c.id === id);
  return found === undefined ? `greenlet ${id}` : nameOf(found);
}

function threads(): typeof import('node:worker_threads') {
  const found = builtin('node:worker_threads');
  if (found !== undefined) return found as typeof import('node:worker_threads');
  throw new GreenspoolError({
    code: 'GS_NO_THREADS',
    tried: 'set hub.maxBlockMs',
    stopped: 'only a second thread can see that this one is blocked, and this host has none that can look into it',
    fix: 'Use it in Node; in a browser its profiler shows long tasks',
  });
}

function builtin(id: string): unknown {
  const { process } = globalThis as { process?: { getBuiltinModule?(id: string): unknown } };
  return process?.getBuiltinModule?.(id);
}
