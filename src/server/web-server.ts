/**
 * A server in this process: node:http under it, a greenlet for each request above it.
 *
 *     request ─▶ Exchange ─▶ Admission ─▶ begin ─▶ over ─▶ the next one
 *     stop:  no new connections, idle ones closed ─▶ (grace) ─▶ those left are killed ─▶ all closed
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Greenlet } from '../greenlet/greenlet.js';
import { checkTimeout } from '../greenlet/joining.js';
import { waitFor } from '../greenlet/wait-for.js';
import { Admission } from './admission.js';
import { Connections } from './connections.js';
import { type Application, Exchange } from './exchange.js';
import { refuse } from './failures.js';
import { DEFAULT_GRACE_MS, DEFAULT_PORT, limitsOf, type ServeOptions, type StopOptions } from './options.js';
import type { Serving } from './serving.js';
import { forgetSignals } from './signals.js';
import { drain } from './stopping.js';
import { tell } from './tell.js';
import { urlOf } from './url.js';

/** Held connections cost file descriptors, not this; but so many may arrive between two looks of the event loop. */
const BACKLOG = 4096;

// A Host for its exchanges as well, and does not say so: what makes it one is not in its published type, which would not compile.
export class WebServer implements Serving {
  /** The server of node:http or node:https. */
  readonly server: Server;
  /** @internal */
  readonly application: Application;
  readonly #options: ServeOptions;
  readonly #admission: Admission;
  readonly #exchanges = new Set<Exchange>();
  readonly #connections: Connections;
  readonly nWorkers = 0;
  #stopping: Promise<number> | null = null;

  /** @internal use `serve` */
  constructor(application: Application, options: ServeOptions) {
    this.application = application;
    this.#options = options;
    this.#admission = new Admission(limitsOf(options));
    this.server = (options.server as Server | undefined) ?? newServer(options);
    this.#connections = new Connections(this.server);
    this.server.on('request', this.#accept);
  }

  /** @internal */
  async listen(): Promise<this> {
    if (this.server.listening) return this;
    try {
      this.#bind();
      await once(this.server, 'listening'); // an 'error' that comes instead, EADDRINUSE say, is thrown
    } catch (error) {
      this.#release();
      throw error;
    }
    return this;
  }

  #bind(): void {
    const { port = DEFAULT_PORT, host, path } = this.#options;
    if (path !== undefined) this.server.listen({ path, backlog: BACKLOG });
    else this.server.listen({ port, backlog: BACKLOG, ...(host === undefined ? {} : { host }) });
  }

  /** A server that was given may be served with again. */
  #release(): void {
    this.server.off('request', this.#accept);
    this.#connections.forget();
  }

  get address(): AddressInfo | string | null {
    return this.server.address();
  }

  get port(): number | undefined {
    return (this.address as AddressInfo | null)?.port;
  }

  get url(): string {
    return urlOf(this.address, 'setSecureContext' in this.server);
  }

  get nRunning(): number {
    return this.#admission.nRunning;
  }

  get nQueued(): number {
    return this.#admission.nQueued;
  }

  /** @internal */
  get timeout(): number | undefined {
    return this.#options.timeout;
  }

  /** @internal */
  get isStopping(): boolean {
    return this.#stopping !== null;
  }

  // biome-ignore lint/suspicious/noExplicitAny: a number, or a promise of it in main and async bodies
  stop({ grace = this.#options.grace ?? DEFAULT_GRACE_MS }: StopOptions = {}): any {
    checkTimeout('stop', grace);
    forgetSignals(this);
    this.#stopping ??= drain(this.server, this.#connections, this.#exchanges, grace).finally(() => this.#release());
    return waitFor(this.#stopping);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  readonly #accept = (req: IncomingMessage, res: ServerResponse): void => {
    res.on('error', this.#answerBroke);
    this.#connections.began(req.socket, res);
    const exchange = new Exchange(this, req, res);
    if (!this.#admission.admit(exchange)) refuse(req, res);
    else if (!exchange.isOver) {
      // most are over by now, and a set that they all pass through would be a tenth of what we cost them
      this.#exchanges.add(exchange);
      exchange.watchClient();
    }
  };

  /** Writing after the end is an 'error' of the response, which nobody else listens to. */
  readonly #answerBroke = (error: Error): void => {
    if ((error as { code?: string }).code === 'ERR_STREAM_WRITE_AFTER_END') tell(this.#options, error, {});
  };

  /** @internal */
  withdraw(exchange: Exchange): void {
    this.#admission.withdraw(exchange);
    this.#exchanges.delete(exchange);
  }

  /** @internal */
  over(exchange: Exchange): void {
    if (exchange.isWatched) this.#exchanges.delete(exchange);
    this.#admission.leave();
  }

  /** @internal */
  report(error: unknown, { name, req }: Exchange, greenlet: Greenlet | null): void {
    tell(this.#options, error, { who: name, req, greenlet });
  }
}

function newServer({ http = {}, https }: ServeOptions): Server {
  return https === undefined ? createServer(http) : (createTlsServer({ ...http, ...https }) as unknown as Server);
}
