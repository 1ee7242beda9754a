/** The request and its answer. */
import { checkLimits } from '../greenlet/host-wait.js';
import { type FetchOptions, Pending, type Url } from './request.js';
import { Response } from './response.js';

/**
 * Sends a request and blocks for the answer, whatever its status: a Response whose `text()`, `json()`, `bytes()` block as well. The
 * options are those of Node's fetch, and `timeout`: milliseconds for the answer and its body together. A kill, the timeout or
 * an aborted signal aborts the request. Throws what Node's fetch says (TypeError, with its cause), a Timeout (GS_TIMEOUT), the
 * signal's reason, GS_BAD_ARGUMENT.
 *
 * @example
 * const response = fetch('https://example.com/', { timeout: 5000 }); // `yield` it in a generator, `await` it elsewhere
 * if (response.ok) console.log(response.text());
 */
// biome-ignore lint/suspicious/noExplicitAny: Response, or a promise of it in main and async bodies
export function fetch(url: Url, options: FetchOptions = {}): any {
  checkLimits('fetch', options);
  const pending = new Pending(url, options);
  return pending.wait('fetch', async () => new Response(await pending.send(url, options), pending));
}
