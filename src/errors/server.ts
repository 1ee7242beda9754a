/** The errors of the web server. Those with a `status` are answered with it when a handler lets them out. */

import { GreenspoolError } from './greenspool-error.js';
import { describe } from './misuse.js';

/** What is wrong with a request: thrown in its handler, which may leave it to the server to answer. */
export class RequestError extends GreenspoolError {
  /** The status that the request is answered with. */
  readonly status: number;

  constructor(status: number, code: string, tried: string, stopped: string, fix: string, cause?: unknown) {
    super({ code, tried, stopped, fix, cause });
    this.status = status;
  }

  override get name(): string {
    return 'RequestError';
  }
}

export function bodyTooLarge(limit: number): RequestError {
  return new RequestError(
    413,
    'GS_BODY_TOO_LARGE',
    'read the body of a request',
    `it is larger than ${limit} bytes`,
    'Send less, or let the handler read it with a larger `limit`',
  );
}

export function badBody(status: number, what: string, stopped: string, cause?: unknown): RequestError {
  const tried = `read the body of a request as ${what}`;
  return new RequestError(
    status,
    'GS_BAD_BODY',
    tried,
    stopped,
    'Correct the request, or read the bytes with readBody(req)',
    cause,
  );
}

export function bodyTaken(): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_BODY_TAKEN',
    tried: 'read the body of a request',
    stopped: 'somebody else has read it, or begun to',
    fix: 'Use what that one has made of it (`req.body` of a body parser), or read it before',
  });
}

export function clientGone(tried: string, cause?: unknown): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_CLIENT_GONE',
    tried,
    stopped: 'the client has closed the connection',
    fix: 'Nothing is to be done: there is nobody to answer',
    cause,
  });
}

export function answeredTwice(request: string, second: unknown): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_ANSWERED_TWICE',
    tried: `answer ${request} with ${describe(second)}`,
    stopped: 'it has been answered already, and the first answer stands',
    fix: 'Either write to `res`, or return the answer',
  });
}

export function writtenAfterEnd(chunk: unknown): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_ANSWERED_TWICE',
    tried: `write ${describe(chunk)} to a client`,
    stopped: 'its answer has ended already',
    fix: 'Write before `res.end()`',
  });
}

export function badAnswer(request: string, what: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_BAD_ANSWER',
    tried: `answer ${request}`,
    stopped: what,
    fix: 'Return a string, bytes, what JSON can say, a stream, an iterator of strings or bytes, or { status, headers, body }',
  });
}

export function notAHandler(where: string, value: unknown): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_NOT_A_HANDLER',
    tried: where,
    stopped: `${describe(value)} answers no requests`,
    fix: 'Give a function (req, res), an Express or Connect app, or for `greenspool serve` an object { handler, ...options }',
  });
}

export function workerDied(name: string, how: string, next: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_WORKER_DIED',
    tried: `serve with ${name}`,
    stopped: `it ended with ${how}`,
    fix: next,
  });
}

export function workersFailed(times: number, how: string, cause?: unknown): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_WORKERS_FAILED',
    tried: 'start workers for a server',
    stopped: cause === undefined ? `${times} of them ended before they listened, the last with ${how}` : how,
    fix: 'Run the program without workers to see what is wrong; each worker runs the whole program, up to its serve()',
    cause,
  });
}
