/** The errors of answers over HTTP. That there was no answer is told by an error of `fetch` itself, which names its cause. */
import { GreenspoolError } from './greenspool-error.js';

/** What is known of an answer that is not the one hoped for. */
export interface Answered {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  /** The start of its body. */
  readonly body: string;
}

/** The server has answered, but with an error, or with something else than was to be read. */
export class HttpError extends GreenspoolError {
  readonly url: string;
  readonly status: number;
  /** The start of the body, as text. */
  readonly body: string;

  /** @internal */
  constructor(code: string, answered: Answered, stopped: string, fix: string, cause?: unknown) {
    const { method, url, status, body } = answered;
    super({ code, tried: `${method} ${url}`, stopped: `${stopped}: ${startOf(body)}`, fix, cause });
    this.url = url;
    this.status = status;
    this.body = body;
  }

  override get name(): string {
    return 'HttpError';
  }
}

export function badStatus(answered: Answered): HttpError {
  const { status, statusText } = answered;
  const stopped = `the server answered ${`${status} ${statusText}`.trimEnd()}`;
  return new HttpError(
    'GS_HTTP_STATUS',
    answered,
    stopped,
    'Catch this error and look at its `status`; `fetch()` gives any answer',
  );
}

export function notJson(answered: Answered, cause: unknown): HttpError {
  return new HttpError(
    'GS_NOT_JSON',
    answered,
    'the body of the answer is no JSON',
    'Ask for JSON, or use fetchText()',
    cause,
  );
}

/** One line of it. */
function startOf(body: string): string {
  const text = body.slice(0, 100).replaceAll(/\s+/g, ' ').trim();
  return text === '' ? 'it has no body' : `${JSON.stringify(text)}${body.length > 100 ? ' …' : ''}`;
}
