/** What `serve` returns, whether it serves by itself or through workers. */
import type { AddressInfo } from 'node:net';
import type { StopOptions } from './options.js';

export interface Serving {
  /** Where it listens, as `server.address()` of Node says it. */
  readonly address: AddressInfo | string | null;
  /** Undefined for a Unix socket. */
  readonly port: number | undefined;
  /** `http://localhost:3000` */
  readonly url: string;
  /** How many processes it has, 0 when it serves in this one. */
  readonly nWorkers: number;
  /**
   * Stops in order: no new connections, idle ones are closed, and requests under way have `grace` ms to end; then they are
   * killed, so that their `finally` blocks run, and get a 503 if nothing was sent. Blocks until all is closed; returns how
   * many were killed. May be called again, which only waits. Throws GS_BAD_ARGUMENT. May switch away.
   */
  // biome-ignore lint/suspicious/noExplicitAny: a number, or a promise of it in main and async bodies
  stop(options?: StopOptions): any;
  /** `await using server = await serve(...)`: as stop. */
  [Symbol.asyncDispose](): Promise<void>;
}
