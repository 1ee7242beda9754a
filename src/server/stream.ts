/** Sends a source chunk by chunk, no faster than the client takes them. A body of a greenlet of the request. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { settled } from '../greenlet/run-inside.js';
import { bytesIn } from './bytes.js';
import { chunksOf, type Source } from './source.js';
import { write } from './write.js';

/** Answers of these have no body: nobody is to wait for what would not be sent. */
export const BODILESS = new Set([204, 205, 304]);

export function* stream(req: IncomingMessage, res: ServerResponse, source: Source): Generator<unknown, void, never> {
  const chunks = chunksOf(source);
  let isAtEnd = req.method === 'HEAD' || BODILESS.has(res.statusCode);
  if (isAtEnd) yield* settled(chunks.close());
  try {
    while (!isAtEnd) {
      const { done, value } = yield* settled<IteratorResult<unknown>>(chunks.next());
      if (done === true) isAtEnd = true;
      else yield* settled(write(res, bytesIn(value) ?? (value as string)));
    }
  } finally {
    if (!isAtEnd) yield* settled(chunks.close());
  }
  res.end();
}
