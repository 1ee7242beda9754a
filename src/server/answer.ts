/**
 * The value that a handler returned, as an answer. The handler's own `res.statusCode` and headers count, unless the value has
 * its own.
 *
 *     string                        text/plain           null, numbers, booleans,
 *     Buffer, typed arrays          octet-stream         arrays, other objects      application/json
 *     DataView, ArrayBuffer         octet-stream
 *     Blob                          its own type, or octet-stream
 *     streams, iterators            octet-stream, chunk by chunk
 *     Response (Node's, or that of greenspool/fetch), or an object of a number `status`, and `headers`, `body` if they are
 *     wanted: its parts, the body as above
 */
import type { ServerResponse } from 'node:http';
import { badAnswer } from '../errors/server.js';
import { Response as FetchResponse } from '../fetch/response.js';
import { bytesIn } from './bytes.js';
import type { Exchange } from './exchange.js';
import { isSource, type Source } from './source.js';
import { BODILESS } from './stream.js';

interface ResponseLike {
  status: number;
  headers?: unknown;
  body?: unknown;
}

const BYTES = 'application/octet-stream';
const PARTS = new Set(['status', 'headers', 'body', 'statusText']);

/** Ends the answer, or returns what is still to be streamed. Throws GS_BAD_ANSWER, and what Node throws for bad headers. */
export function answer(exchange: Exchange, value: unknown): Source | null {
  const { res } = exchange;
  if (!isResponse(value)) return content(exchange, value);
  res.statusCode = value.status;
  setHeaders(res, isFetched(value) ? passedOn(value) : value.headers);
  if (value.body !== undefined && value.body !== null) return content(exchange, value.body);
  res.end();
  return null;
}

function content(exchange: Exchange, value: unknown): Source | null {
  const { res } = exchange;
  if (typeof value === 'string') return whole(res, 'text/plain; charset=utf-8', value);
  const bytes = bytesIn(value);
  if (bytes !== null) return whole(res, BYTES, bytes);
  if (value instanceof Blob) return blob(res, value);
  if (!isSource(value)) return whole(res, 'application/json; charset=utf-8', jsonOf(exchange, value));
  typed(res, BYTES);
  return value;
}

/** Node adds the length by itself when all of it comes at once. */
function whole(res: ServerResponse, type: string, data: string | Uint8Array): null {
  typed(res, type);
  res.end(data);
  return null;
}

/** It may be a file, and is read chunk by chunk. */
function blob(res: ServerResponse, value: Blob): Source {
  typed(res, value.type === '' ? BYTES : value.type);
  if (!BODILESS.has(res.statusCode)) res.setHeader('Content-Length', value.size);
  return value.stream();
}

function typed(res: ServerResponse, type: string): void {
  if (!res.hasHeader('Content-Type')) res.setHeader('Content-Type', type);
}

function jsonOf(exchange: Exchange, value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined)
    throw badAnswer(exchange.name, `JSON cannot say ${typeof value === 'symbol' ? 'a symbol' : `a ${typeof value}`}`);
  return text;
}

/** Data that happens to have a `status`, say a word, is data. */
function isResponse(value: unknown): value is ResponseLike {
  if (typeof value !== 'object' || value === null) return false;
  if (isWebResponse(value)) return true;
  const { status } = value as Partial<ResponseLike>;
  if (!Number.isInteger(status) || (status as number) < 200 || (status as number) > 599) return false;
  return Object.keys(value).every((key) => PARTS.has(key));
}

const isWebResponse = (value: unknown): value is Response | FetchResponse =>
  value instanceof Response || value instanceof FetchResponse;

/** And not made by the program. */
const isFetched = (value: unknown): value is Response | FetchResponse => isWebResponse(value) && value.url !== '';

/** What is said of the connection to another server does not hold for the one to our client. */
const OF_THE_CONNECTION = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'];
/** `fetch` decodes these. */
const DECODED = /^\s*(x-gzip|gzip|deflate|br)(\s*,\s*(x-gzip|gzip|deflate|br))*\s*$/i;

function passedOn(response: Response | FetchResponse): Headers {
  const headers = new Headers(response.headers);
  for (const name of OF_THE_CONNECTION) headers.delete(name);
  if (response.body !== null && DECODED.test(headers.get('content-encoding') ?? '')) {
    headers.delete('content-encoding');
    headers.delete('content-length');
  }
  return headers;
}

/** An object, a Map, Headers, or a list of pairs. */
function setHeaders(res: ServerResponse, headers: unknown): void {
  if (headers === undefined || headers === null) return;
  if (headers instanceof Headers) {
    for (const [name, value] of headers) if (name !== 'set-cookie') res.setHeader(name, value);
    const cookies = headers.getSetCookie();
    if (cookies.length > 0) res.setHeader('set-cookie', cookies);
    return;
  }
  const pairs = Symbol.iterator in Object(headers) ? (headers as Iterable<[string, string]>) : Object.entries(headers);
  for (const [name, value] of pairs) res.setHeader(name, value);
}
