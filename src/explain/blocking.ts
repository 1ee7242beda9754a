/**
 * The blocking monitor: tells of a greenlet that has held the thread for longer than `hub.maxBlockMs`, while it still does.
 *
 *     this thread                       shared memory            worker thread
 *     a greenlet goes on  ──────────▶   [ run: n, id ] ◀──────── looks every now and then: still run n, after maxBlockMs?
 *     it parks            ──────────▶   [ run: n + 1, 0 ]        then it pauses this thread through the inspector, reads the
 *                                                                stack, and lets it go on
 * Only a second thread can see that this one is stuck, and it can print although this one cannot. While the monitor is off
 * there is no worker, no shared memory and no hook.
 */
import type { Worker } from 'node:worker_threads';
import { GreenspoolError } from '../errors/greenspool-error.js';
import { badArgument } from '../errors/misuse.js';
import { type Continuation, KIND } from '../frames/continuation.js';
import { described } from '../frames/frame.js';
import { machine } from '../frames/machine.js';
import { nameOfResume } from '../frames/sites.js';
import { addTransferHook, removeTransferHook } from '../frames/transfers.js';
import { print, report } from '../greenlet/report.js';
import { nameOf } from './waits.js';

/** A greenlet held the thread for too long. */
export interface Blocked {
  /** The greenlet's name; `a greenlet` when it is in native code that could not be interrupted to ask. */
  who: string;
  /** How long it had run without a break when the monitor noticed, in ms. */
  forMs: number;
  /** Where it was, innermost first; empty when the monitor could not stop it, in native code. */
  stack: string[];
}

export type BlockedHandler = (blocked: Blocked) => void;

/** What the worker asks this thread, through the debugger: whoever runs, and his callers on the heap. */
export const WHO = 'greenspool.who';

let maxMs = 0;
let worker: Worker | null = null;
let run: Int32Array<ArrayBufferLike> = new Int32Array(2);
let handler: BlockedHandler | null = null;

export function maxBlockMs(): number {
  return maxMs;
}

/** Starts the monitor, or with 0 ends it. Throws GS_BAD_ARGUMENT, and GS_NO_THREADS where the host has none. */
export function setMaxBlockMs(ms: number): void {
  if (typeof ms !== 'number' || !(ms >= 0) || ms > 2 ** 31 - 1)
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
  const { Worker: NodeWorker } = threads();
  run = new Int32Array(new SharedArrayBuffer(8));
  Object.defineProperty(globalThis, Symbol.for(WHO), { value: who, configurable: true });
  worker = new NodeWorker(new URL('./blocking-worker.js', import.meta.url), {
    workerData: { run, ms, prints: handler === null, key: WHO },
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
  Reflect.deleteProperty(globalThis, Symbol.for(WHO));
}

/** The worker reads the number of the run twice; between, it may read the wrong id, which it then throws away. */
function beat(_: Continuation, to: Continuation): void {
  Atomics.store(run, 1, to.kind < KIND.MAIN ? ((to as { id?: number }).id ?? 0) : 0);
  Atomics.add(run, 0, 1);
}

function tell(blocked: Blocked): void {
  try {
    handler?.(blocked);
  } catch (error) {
    report(error, null);
  }
}

/** A frame as the debugger sees it, in the code that runs; lines and columns count from 1. */
export interface NativeFrame {
  name: string;
  url: string;
  line: number;
  column: number;
}

/**
 * Called by the debugger in the paused thread, with the frames that it sees there: the greenlet's name and whole stack as
 * JSON. Here, because source maps and the names of resume versions are known in this thread only.
 */
function who(native: NativeFrame[]): string {
  const { current } = machine;
  const end = native.findIndex(({ url }) => RUNTIME.test(url));
  const stack = native.slice(0, end < 0 ? undefined : end).map(inSource);
  for (let frame = current.frames?.next ?? null; frame !== null; frame = frame.next) {
    if (frame.isShown) stack.push(described(frame));
  }
  return JSON.stringify({ who: nameOf(current), stack });
}

/** What enters frames: below it the stack is that of the hub. */
const RUNTIME = /[/\\]frames[/\\](?:trampoline|body-frame|generator-frame|frame)\.[jt]s$/;

interface SourceMaps {
  findSourceMap(path: string): undefined | { findOrigin(line: number, column: number): Partial<Origin> };
}
interface Origin {
  fileName: string;
  lineNumber: number;
  columnNumber: number;
}

function inSource({ name, url, line, column }: NativeFrame): string {
  const path = url.replace(/^file:\/\//, '');
  const shown = nameOfResume(name) || '<anonymous>';
  const maps = builtin('node:module') as SourceMaps | undefined;
  const { fileName, lineNumber, columnNumber } = maps?.findSourceMap(path)?.findOrigin(line, column) ?? {};
  if (fileName === undefined) return `${shown} (${path}:${line}:${column})`;
  return `${shown} (${fileName.replace(/^file:\/\//, '')}:${lineNumber}:${columnNumber})`;
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
