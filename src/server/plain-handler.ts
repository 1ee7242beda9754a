/** Handlers in blocking style: `(req, res)` of any kind of body, whose greenlet's result is the answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answeredTwice } from '../errors/server.js';
import type { Body } from '../greenlet/body.js';
import { answer } from './answer.js';
import type { Application, Exchange } from './exchange.js';
import { stream } from './stream.js';

/**
 * Answers a request: by what it returns, or by writing to `res`. A compiled plain function, a generator or an async function
 * blocks as in any greenlet.
 */
export type Handler = (req: IncomingMessage, res: ServerResponse) => unknown;

export class PlainHandler implements Application {
  readonly #handler: Body;

  constructor(handler: Handler) {
    this.#handler = handler;
  }

  begin(exchange: Exchange): void {
    const greenlet = exchange.run(this.#handler, [exchange.req, exchange.res]);
    exchange.followedBy(greenlet, (value) => send(exchange, value));
  }
}

function send(exchange: Exchange, value: unknown): void {
  const { res } = exchange;
  if (value === undefined || value === res) return; // it has written, or will: `(req, res) => res.end()`
  if (res.headersSent || res.writableEnded) {
    if (!res.destroyed) exchange.report(answeredTwice(exchange.name, value));
    res.end(); // it may only have begun to write
    return;
  }
  const source = answer(exchange, value);
  if (source === null) return;
  // a source that fails before its first chunk can still be answered with its status
  exchange.followedBy(exchange.run(stream, [exchange.req, res, source]));
}
