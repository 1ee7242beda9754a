/** How a failed request is answered: with the status of the error, where it has one, and otherwise with 500. */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { discardUpload } from './upload.js';

interface WithStatus {
  status?: unknown;
  statusCode?: unknown;
  expose?: unknown;
  message?: unknown;
}

/** `status` or `statusCode` of an error, as Express and Koa read them; 500 for all that is no status of a failure. */
export function statusOf(error: unknown): number {
  const { status, statusCode } = fieldsOf(error);
  return [status, statusCode].find(isFailure) ?? 500;
}

const isFailure = (status: unknown): status is number =>
  Number.isInteger(status) && (status as number) >= 400 && (status as number) <= 599;

/** Nothing that a handler throws may keep it from being answered: reading from a proxy can throw as well. */
function fieldsOf(error: unknown): WithStatus {
  try {
    const { status, statusCode, expose, message } = (error ?? {}) as WithStatus;
    return { status, statusCode, expose, message };
  } catch {
    return {};
  }
}

/** The server has no room; clients that read it come back later. */
export function refuse(req: IncomingMessage, res: ServerResponse): void {
  answerFailure(req, res, { status: 503 }, { 'Retry-After': '1' });
}

export function answerFailure(req: IncomingMessage, res: ServerResponse, error: unknown, headers = {}): void {
  if (res.writableEnded || res.destroyed) return;
  if (res.headersSent) {
    res.destroy(); // a part of an answer must not look like a whole one
    return;
  }
  for (const name of res.getHeaderNames()) if (name !== 'connection') res.removeHeader(name);
  for (const [name, value] of Object.entries<string>(headers)) res.setHeader(name, value);
  res.statusCode = statusOf(error);
  res.statusMessage = STATUS_CODES[res.statusCode] ?? '';
  res.setHeader('Content-Type', 'text/plain; charset=utf-8');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  const text = `${textOf(error, res.statusCode)}\n`;
  res.setHeader('Content-Length', Buffer.byteLength(text)); // which Node would not add after a removed one
  discardUpload(req, res);
  res.end(text);
}

/** The message is for the client when the request was at fault, or when the error says so; ours are for the log. */
function textOf(error: unknown, status: number): string {
  const { expose, message, status: own, statusCode } = fieldsOf(error);
  const isForClient = expose ?? (status < 500 && (own ?? statusCode) !== undefined);
  return isForClient === true && typeof message === 'string' && message !== ''
    ? message
    : (STATUS_CODES[status] ?? String(status));
}
