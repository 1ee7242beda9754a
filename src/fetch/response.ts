/** An answer whose body is read in blocking style. */
import type { Pending } from './request.js';

/**
 * What the server has answered. `text()`, `json()`, `bytes()` and the like block until the body is there, and throw what Node's
 * fetch says (TypeError, with its cause), SyntaxError for what is no JSON, a Timeout (GS_TIMEOUT) when the time of the request is
 * over, the signal's reason. A body can be read once.
 */
class BlockingResponse {
  /** Node's own. */
  readonly response: Response;
  readonly #pending: Pending;

  /** @internal use `fetch` */
  constructor(response: Response, pending: Pending) {
    this.response = response;
    this.#pending = pending;
    pending.limit(response);
  }

  /** True for 200 to 299. */
  get ok(): boolean {
    return this.response.ok;
  }

  get status(): number {
    return this.response.status;
  }

  get statusText(): string {
    return this.response.statusText;
  }

  get headers(): Headers {
    return this.response.headers;
  }

  /** Where it comes from in the end. */
  get url(): string {
    return this.response.url;
  }

  get redirected(): boolean {
    return this.response.redirected;
  }

  /** The body as a stream, for `each(response.body)`; null when there is none. The time of the request is a limit for it, too. */
  get body(): ReadableStream<Uint8Array> | null {
    return this.response.body;
  }

  get bodyUsed(): boolean {
    return this.response.bodyUsed;
  }

  // biome-ignore lint/suspicious/noExplicitAny: string, or a promise of it in main and async bodies
  text(): any {
    return this.#pending.wait('text', () => this.response.text());
  }

  // biome-ignore lint/suspicious/noExplicitAny: what the JSON says, or a promise of it in main and async bodies
  json(): any {
    return this.#pending.wait('json', () => this.response.json());
  }

  // biome-ignore lint/suspicious/noExplicitAny: Uint8Array, or a promise of it in main and async bodies
  bytes(): any {
    return this.#pending.wait('bytes', async () => new Uint8Array(await this.response.arrayBuffer()));
  }

  // biome-ignore lint/suspicious/noExplicitAny: ArrayBuffer, or a promise of it in main and async bodies
  arrayBuffer(): any {
    return this.#pending.wait('arrayBuffer', () => this.response.arrayBuffer());
  }

  // biome-ignore lint/suspicious/noExplicitAny: Blob, or a promise of it in main and async bodies
  blob(): any {
    return this.#pending.wait('blob', () => this.response.blob());
  }

  // biome-ignore lint/suspicious/noExplicitAny: FormData, or a promise of it in main and async bodies
  formData(): any {
    return this.#pending.wait('formData', () => this.response.formData());
  }
}

export { BlockingResponse as Response };
