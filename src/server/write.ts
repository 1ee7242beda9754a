/** Writing in blocking style. */
import type { Writable } from 'node:stream';
import { clientGone, writtenAfterEnd } from '../errors/server.js';
import { type WaitForOptions, waitFor } from '../greenlet/wait-for.js';
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
  return waitFor(drained(res), options);
}

function drained(res: Writable): Promise<void> {
  const promise = new Promise<void>((resolve, reject) => {
    const end = (settle: () => void) => () => {
      for (const [event, listener] of listeners) res.removeListener(event, listener);
      settle();
    };
    const gone = end(() => reject(clientGone(WRITE)));
    const listeners: [string, () => void][] = [
      ['drain', end(resolve)],
      ['close', gone],
    ];
    for (const [event, listener] of listeners) res.on(event, listener);
  });
  promise.catch(() => undefined); // nobody waits when the caller cannot be left
  return promise;
}
