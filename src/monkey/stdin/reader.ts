/**
 * Standard input, which many greenlets may read: first come, first served, each asks for so many bytes at most. What came and
 * nobody has taken, or was taken by somebody who was ended before it ran, lies in front of what comes next.
 *
 *     take ──▶ waiters ◀── serve ── rest ◀── came ── source
 *                 └─cancel              └◀── giveBack
 */
import type { Done } from '../../greenlet/callback-wait.js';
import { openSource, type Source } from './source.js';

/** Some bytes, and how many came before them: pieces that are given back, in whatever order, get into their places again. */
export interface Piece {
  readonly at: number;
  readonly bytes: Buffer;
}

interface Waiter {
  readonly nBytes: number;
  readonly done: Done<Piece>;
}

const waiters: Waiter[] = [];
let rest: Piece[] = [];
let nCame = 0;
let source: Source | null = null;

const NOTHING: Piece = { at: 0, bytes: Buffer.alloc(0) };

const receiver = {
  came(chunk: Buffer): boolean {
    rest.push({ at: nCame, bytes: chunk });
    nCame += chunk.length;
    serve();
    goOn();
    return waiters.length > 0;
  },
  /** The next one to ask opens it anew: a terminal goes on after an end, a pipe ends again. */
  ended(): void {
    source = null;
    waiters.shift()?.done(null, NOTHING);
    goOn();
  },
  failed(error: unknown): void {
    source = null;
    waiters.shift()?.done(error);
    goOn();
  },
};

/** Asks for `nBytes` at most; none is the end of the input. Returns how to take that back. False: the input is closed. */
export function take(nBytes: number, done: Done<Piece>): (() => void) | false {
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
export function giveBack(piece: Piece): void {
  if (piece.bytes.length > 0) {
    const next = rest.findIndex(({ at }) => at > piece.at);
    rest.splice(next < 0 ? rest.length : next, 0, piece);
  }
  serve();
}

/** What lies there already, up to `nBytes`. */
export function takeRest(nBytes: number): Piece {
  const first = rest[0];
  if (first === undefined) return NOTHING;
  const { at, bytes } = first;
  if (bytes.length <= nBytes) rest.shift();
  else rest[0] = { at: at + nBytes, bytes: bytes.subarray(nBytes) };
  return { at, bytes: bytes.subarray(0, nBytes) };
}

export function takeAllRest(): Buffer {
  const all = Buffer.concat(rest.map(({ bytes }) => bytes));
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
