/**
 * Standard input, which many greenlets may read: first come, first served, each asks for so many bytes at most. What came and
 * nobody has taken, or was taken by somebody who was ended before it ran, lies in front of what comes next.
 *
 *     take ──▶ waiters ◀── serve ── rest ◀── came ── source
 *                 └─cancel              └◀── giveBack
 */
import type { Done } from '../../greenlet/callback-wait.js';
import { openSource, type Source } from './source.js';

interface Waiter {
  readonly nBytes: number;
  readonly done: Done<Buffer>;
}

const waiters: Waiter[] = [];
let rest: Buffer[] = [];
let source: Source | null = null;

const receiver = {
  came(chunk: Buffer): boolean {
    rest.push(chunk);
    serve();
    goOn();
    return waiters.length > 0;
  },
  /** The next one to ask opens it anew: a terminal goes on after an end, a pipe ends again. */
  ended(): void {
    source = null;
    waiters.shift()?.done(null, Buffer.alloc(0));
    goOn();
  },
  failed(error: unknown): void {
    source = null;
    waiters.shift()?.done(error);
    goOn();
  },
};

/** Asks for `nBytes` at most; none is the end of the input. Returns how to take that back. False: the input is closed. */
export function take(nBytes: number, done: Done<Buffer>): (() => void) | false {
  const waiter = { nBytes, done };
  waiters.push(waiter);
  serve();
  if (waiters.length > 0 && !goOn()) {
    waiters.pop();
    return false;
  }
  return () => {
    const at = waiters.indexOf(waiter);
    if (at >= 0) waiters.splice(at, 1);
    if (waiters.length === 0) source?.stop();
  };
}

/** Was taken for somebody who never got it: it is the next one's. */
export function giveBack(bytes: Buffer): void {
  if (bytes.length > 0) rest.unshift(bytes);
  serve();
}

/** What lies there already, up to `nBytes`. */
export function takeRest(nBytes: number): Buffer {
  const first = rest[0];
  if (first === undefined) return Buffer.alloc(0);
  if (first.length <= nBytes) rest.shift();
  else rest[0] = first.subarray(nBytes);
  return first.subarray(0, nBytes);
}

export function takeAllRest(): Buffer {
  const all = Buffer.concat(rest);
  rest = [];
  return all;
}

export const hasRest = (): boolean => rest.length > 0;

function serve(): void {
  while (rest.length > 0 && waiters.length > 0) {
    const { nBytes, done } = waiters.shift() as Waiter;
    done(null, takeRest(nBytes));
  }
}

/** False: there is no input. */
function goOn(): boolean {
  const [first] = waiters;
  if (first === undefined) return true;
  source ??= openSource(receiver);
  if (source === null) return false;
  source.start(first.nBytes); // may end at once
  return true;
}
