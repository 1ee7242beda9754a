/** What can be served, told apart once. */
import { notAHandler } from '../errors/server.js';
import { ConnectApp, isConnectLike } from './connect/app.js';
import type { Application } from './exchange.js';
import { type Handler, PlainHandler } from './plain-handler.js';

/** A handler, or an app of Express or Connect, as it is or from `fromConnect`. */
export type Served = Handler | ConnectApp;

/** Throws GS_NOT_A_HANDLER. */
export function applicationOf(where: string, served: unknown): Application {
  if (served instanceof ConnectApp) return served;
  if (isConnectLike(served)) return new ConnectApp(served);
  if (typeof served === 'function') return new PlainHandler(served as Handler);
  throw notAHandler(where, served);
}
