/**
 * The body of a request in blocking style. It is read once, and kept for as long as the request is, so that whoever asks again
 * gets the same.
 */
import type { IncomingMessage } from 'node:http';
import { badArgument } from '../errors/misuse.js';
import { badBody, bodyTaken, bodyTooLarge, clientGone } from '../errors/server.js';
import { type WaitForOptions, waitFor } from '../greenlet/wait-for.js';

export interface BodyOptions extends WaitForOptions {
  /** How many bytes it may have; more is GS_BODY_TOO_LARGE, which is answered with 413. 1 MiB unless given. */
  limit?: number;
}

const DEFAULT_LIMIT = 1024 * 1024;
const bodies = new WeakMap<IncomingMessage, Promise<Buffer>>();

/**
 * Blocks until the whole body of a request is there, and returns its bytes. Throws GS_BODY_TOO_LARGE (413), GS_CLIENT_GONE when
 * the upload is broken off, GS_BODY_TAKEN when somebody else has read it, and a Timeout after `timeout` ms. May switch away.
 *
 * @example
 * serve(function* (req) { const bytes = yield readBody(req, { limit: 100 }); return `${bytes.length} bytes` });
 */
// biome-ignore lint/suspicious/noExplicitAny: a Buffer, or a promise of it in main and async bodies
export function readBody(req: IncomingMessage, { limit, ...options }: BodyOptions = {}): any {
  return waitFor(bytesOf(req, limit), options);
}

/** As `readBody`, and decodes it: by the charset of its Content-Type, or as UTF-8. Throws GS_BAD_BODY (415, 400) as well. */
// biome-ignore lint/suspicious/noExplicitAny: a string, or a promise of it in main and async bodies
export function text(req: IncomingMessage, { limit, ...options }: BodyOptions = {}): any {
  return waitFor(quiet(bytesOf(req, limit).then((bytes) => decoded(req, bytes))), options);
}

/** As `text`, and parses it as JSON, whatever its Content-Type says. Throws GS_BAD_BODY (400) when it is none. */
// biome-ignore lint/suspicious/noExplicitAny: what the JSON says, or a promise of it in main and async bodies
export function json(req: IncomingMessage, { limit, ...options }: BodyOptions = {}): any {
  return waitFor(quiet(bytesOf(req, limit).then((bytes) => parsed(decoded(req, bytes)))), options);
}

function bytesOf(req: IncomingMessage, limit = DEFAULT_LIMIT): Promise<Buffer> {
  if (!(limit >= 0)) throw badArgument('readBody', 'a limit is a number of bytes, 0 or more', limit);
  let body = bodies.get(req);
  if (body === undefined) {
    body = quiet(read(req, limit));
    bodies.set(req, body);
  }
  return body;
}

/** Nobody waits for it when the caller cannot be left, or is killed before it gets it. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

function read(req: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(req.headers['content-length']) > limit) return Promise.reject(bodyTooLarge(limit));
  if (req.readableDidRead || req.readableEnded) return Promise.reject(bodyTaken());
  if (req.destroyed) return Promise.reject(clientGone(READ));
  return new Promise((resolve, reject) => new BodyReader(req, limit, resolve, reject));
}

const READ = 'read the body of a request';

/** Collects the chunks; takes its listeners back when it is done. */
class BodyReader {
  readonly #req: IncomingMessage;
  readonly #limit: number;
  readonly #resolve: (body: Buffer) => void;
  readonly #reject: (error: unknown) => void;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(req: IncomingMessage, limit: number, resolve: (body: Buffer) => void, reject: (error: unknown) => void) {
    this.#req = req;
    this.#limit = limit;
    this.#resolve = resolve;
    this.#reject = reject;
    req.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onGone).on('close', this.#onGone);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#size += chunk.length;
    this.#chunks.push(chunk);
    if (this.#size <= this.#limit) return;
    this.#stop();
    this.#req.resume(); // the rest is thrown away, so that the connection can be used again
    this.#reject(bodyTooLarge(this.#limit));
  };

  readonly #onEnd = (): void => {
    this.#stop();
    this.#resolve(Buffer.concat(this.#chunks, this.#size));
  };

  readonly #onGone = (error?: Error): void => {
    this.#stop();
    this.#reject(clientGone(READ, error));
  };

  #stop(): void {
    this.#req.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onGone).off('close', this.#onGone);
  }
}

function decoded(req: IncomingMessage, bytes: Buffer): string {
  const charset = /;\s*charset="?([^\s;"]+)/i.exec(req.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  return decoderFor(charset).decode(bytes);
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch (error) {
    throw badBody(415, 'text', `its charset ${charset.slice(0, 40)} is unknown`, error);
  }
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    throw badBody(400, 'JSON', `it is none (${(error as Error).message})`, error);
  }
}
