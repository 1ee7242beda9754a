/**
 * Apps of Express and Connect, and any `(req, res)` that answers by callbacks. Frameworks are not compiled, so a handler could not
 * block below their frames. So each handler that they call is run as a greenlet of its own, whose frames are all its own:
 *
 *     greenlet: app(req, res)                          greenlet: the first handler      greenlet: the second
 *       app ▸ router ▸ layer ─(a new greenlet)─────────▶ handler ▸ next ▸ layer ─────────▶ handler ▸ blocks
 *       returns                                          returns
 * C1: A handler's failure, at once or after it blocked, is what the framework gets as `next(error)`.
 * C2: What a framework calls outside of all greenlets (`next` in the callback of a body parser) is run in a greenlet as well,
 *     so that a blocking call of uncompiled code below is an error, and not a promise that nobody expects.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { notAHandler } from '../../errors/server.js';
import type { Body } from '../../greenlet/body.js';
import type { Exchange } from '../exchange.js';
import { adoptRouter, type Router } from './adopt.js';
import { served } from './handler.js';

/** As node:http calls it; `handle` and `use` are what frameworks add. */
export type ConnectLike = ((req: IncomingMessage, res: ServerResponse) => unknown) & {
  handle?: unknown;
  use?: unknown;
  stack?: unknown;
  router?: unknown;
  _router?: unknown;
};

/** An app that answers by callbacks, whatever it returns. Made by `fromConnect`. */
// An Application, and does not say so: `begin` is not in its published type, which would not compile.
export class ConnectApp {
  readonly #app: ConnectLike;

  /** @internal use `fromConnect` */
  constructor(app: ConnectLike) {
    this.#app = app;
  }

  /** @internal */
  begin(exchange: Exchange): void {
    const { req, res } = exchange;
    adoptRouter(routerOf(this.#app));
    served.set(req, exchange);
    exchange.followedBy(exchange.run(this.#app as Body, [req, res]));
  }
}

/**
 * An Express or Connect app, or any listener of node:http that answers by callbacks, for `serve`. Each of its handlers runs as a
 * greenlet, and may block when it is compiled; the framework itself need not be. Throws GS_NOT_A_HANDLER.
 *
 * @example
 * const app = express();
 * app.get('/', (req, res) => res.send(readFileSync('page.html', 'utf8')));
 * serve(fromConnect(app), { port: 3000 });
 */
export function fromConnect(app: ConnectLike): ConnectApp {
  if (typeof app !== 'function') throw notAHandler('fromConnect', app);
  return new ConnectApp(app);
}

/** Express and Connect apps are functions with these two methods. */
export function isConnectLike(value: unknown): value is ConnectLike {
  if (typeof value !== 'function') return false;
  const { handle, use } = value as ConnectLike;
  return typeof handle === 'function' && typeof use === 'function';
}

/** Of Connect, or a router by itself; of Express 4, which makes it with the first route; of Express 5. */
function routerOf(app: ConnectLike): Router {
  const router = app.stack === undefined ? (app._router ?? expressRouter(app)) : app;
  return (router ?? {}) as Router;
}

/** The getter throws in Express 4. */
function expressRouter(app: ConnectLike): unknown {
  try {
    return app.router;
  } catch {
    return undefined;
  }
}
