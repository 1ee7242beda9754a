/** Writing in blocking style. */
import type { Writable } from 'node:stream';
import { clientGone, writtenAfterEnd } from '../errors/server.js';
import { type HostWork, waitForHost } from '../greenlet/host-wait.js';
import type { WaitForOptions } from '../greenlet/wait-for.js';
import { completed, failed } from '../hub/wait.js';

const WRITE = 'write to a client';

/**
 * Writes a chunk of an answer, and blocks while the client takes no more: until what Node holds for it is drained. So a slow
 * client holds up its own greenlet, and no memory. Throws GS_CLIENT_GONE when the connection is closed, GS_ANSWERED_TWICE
 * after `res.end()`, a Timeout, and what `res.write` throws. May switch away.
 *
 * @example
 * function rows(req, res) { for (const row of table) write(res, `${row}\n`); res.end() }
 */
// biome-ignore lint/suspicious/noExplicitAny: undefined, or a promise of it in main and async bodies
export function write(res: Writable, chunk: string | Uint8Array, options?: WaitForOptions): any {
  if (res.writableEnded) return failed('write', writtenAfterEnd(chunk));
  if (res.destroyed) return failed('write', clientGone(WRITE));
  if (res.write(chunk)) return completed('write', undefined);
  return waitForHost<void>('write', new Drained(res), options);
}

/** Ends a wait: with an error, or well. */
type End = (error?: unknown) => void;

/**
 * Those who wait for an answer to be drained. Its listeners stay: `compression` hands a listener of `drain` on to a stream of its own,
 * from which nobody could take it back.
 */
const waiting = new WeakMap<Writable, Set<End>>();

class Drained implements HostWork<void> {
  readonly about = WRITE;
  readonly #res: Writable;

  constructor(res: Writable) {
    this.#res = res;
  }

  begin(resolve: () => void, reject: (error: unknown) => void): () => void {
    const ends = endsOf(this.#res);
    const end: End = (error) => (error === undefined ? resolve() : reject(error));
    ends.add(end);
    return () => ends.delete(end);
  }

  overdue(ms: number): string {
    return `the client took nothing within ${ms} ms`;
  }
}

function endsOf(res: Writable): Set<End> {
  const known = waiting.get(res);
  if (known !== undefined) return known;
  const ends = new Set<End>();
  const endAll = (error?: unknown) => {
    for (const end of ends) end(error);
    ends.clear();
  };
  res.on('drain', () => endAll());
  res.on('close', () => endAll(clientGone(WRITE)));
  waiting.set(res, ends);
  return ends;
}
