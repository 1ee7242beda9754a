/**
 * One request. Its answer and its body are waited for in turn, and whatever ends one of these waits before its time (a kill, a
 * timeout, the signal) aborts the request; the timeout is for all of it, also while nobody waits: of an answer whose body nobody
 * reads the connection would be kept.
 *
 *     fetch ──▶ answer ──▶ text(), json() ... ──▶ done
 *       └─────────┴──────────┴── called off ──▶ aborted: the connection is given up
 */
import { finished } from 'node:stream';
import { Timeout } from '../errors/greenspool-error.js';
import { type Limits, waitForHost } from '../greenlet/host-wait.js';
import { MAX_DELAY_MS } from '../hub/event-loop.js';
import { now } from '../hub/hub.js';

export interface FetchOptions extends Omit<RequestInit, 'signal'>, Limits {
  /** What Node's own fetch understands beside the standard: an undici dispatcher. */
  dispatcher?: unknown;
}

export type Url = string | URL | Request;

export class Pending {
  readonly method: string;
  readonly url: string;
  readonly #controller = new AbortController();
  readonly #signal: AbortSignal | undefined;
  readonly #timeout: number;
  readonly #deadline: number;

  constructor(url: Url, { method, timeout = Number.POSITIVE_INFINITY, signal }: FetchOptions) {
    this.url = (url as Partial<Request>)?.url ?? String(url);
    this.method = (method ?? (url as Partial<Request>)?.method ?? 'GET').toUpperCase();
    this.#timeout = timeout;
    this.#deadline = now() + timeout;
    this.#signal = signal;
  }

  /** Sends it: a promise of Node's Response. */
  send(url: Url, { timeout: _timeout, signal: _signal, ...init }: FetchOptions): Promise<Response> {
    return globalThis.fetch(url, { ...init, signal: this.#signalFor(url) } as RequestInit);
  }

  #signalFor(url: Url): AbortSignal {
    const others = [this.#signal, (url as Partial<Request>)?.signal].filter((one) => one !== undefined && one !== null);
    return others.length === 0 ? this.#controller.signal : AbortSignal.any([this.#controller.signal, ...others]);
  }

  /** Aborts it when its time is over before the body is, whoever reads that then. Keeps no program alive. */
  limit({ body }: Response): void {
    const ms = this.#deadline - now();
    if (body === null || ms > MAX_DELAY_MS) return;
    const late = () => this.#controller.abort(new Timeout(`body of ${this.url}`, this.#timeout));
    const timer = setTimeout(late, Math.max(0, ms)).unref();
    finished(body as never, () => clearTimeout(timer));
  }

  /** Blocks for a part of it. */
  wait<T>(call: string, work: () => Promise<T>): unknown {
    const timeout = Math.max(0, this.#deadline - now());
    if (timeout === 0) this.#controller.abort();
    return waitForHost<T>(
      call,
      {
        about: `${call}() of ${this.url}`,
        ms: this.#timeout,
        begin: (resolve, reject) => {
          work().then(resolve, reject);
          return () => this.#controller.abort();
        },
        unwanted: () => this.#controller.abort(),
      },
      { timeout, signal: this.#signal },
    );
  }
}
