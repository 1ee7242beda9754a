/** The request and the body of its answer, in one call. */
import { type Answered, badStatus, notJson } from '../errors/http.js';
import { checkLimits } from '../greenlet/host-wait.js';
import { type FetchOptions, Pending, type Url } from './request.js';

/** Characters of a body that an error keeps. */
const START = 1024;

/**
 * Sends a request and blocks for the text of the answer. Throws HttpError (GS_HTTP_STATUS) unless its status is 200 to 299, and
 * what `fetch` throws.
 *
 * @example
 * const pages = new Pool(50).map((url) => fetchText(url), urls); // fifty at a time, in the order of the URLs
 */
// biome-ignore lint/suspicious/noExplicitAny: string, or a promise of it in main and async bodies
export function fetchText(url: Url, options: FetchOptions = {}): any {
  return fetchBody('fetchText', url, options, (text) => text);
}

/** The same for JSON: what it says. Throws also HttpError (GS_NOT_JSON, its cause is the SyntaxError). */
// biome-ignore lint/suspicious/noExplicitAny: what the JSON says, or a promise of it in main and async bodies
export function fetchJson(url: Url, options: FetchOptions = {}): any {
  return fetchBody('fetchJson', url, options, (text, pending, response) => {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw notJson(answered(pending, response, text.slice(0, START)), error);
    }
  });
}

type Read = (text: string, pending: Pending, response: Response) => unknown;

function fetchBody(call: string, url: Url, options: FetchOptions, read: Read): unknown {
  checkLimits(call, options);
  const pending = new Pending(url, options);
  return pending.wait(call, async () => {
    const response = await pending.send(url, options);
    if (!response.ok) throw badStatus(answered(pending, response, await startOf(response)));
    return read(await response.text(), pending, response);
  });
}

function answered({ method, url }: Pending, { status, statusText }: Response, body: string): Answered {
  return { method, url, status, statusText, body };
}

/** The rest is not wanted. A body that breaks off is no reason to hide the status. */
async function startOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  if (body === null) return text;
  try {
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length >= START) break;
    }
  } catch {
    // what has come will do
  }
  return text.slice(0, START);
}
