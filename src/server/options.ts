/** What `serve` can be told, and checking it. */
import type { IncomingMessage, Server, ServerOptions } from 'node:http';
import type { ServerOptions as TlsOptions, Server as TlsServer } from 'node:https';
import { badArgument } from '../errors/misuse.js';
import { checkTimeout } from '../greenlet/joining.js';

export interface StopOptions {
  /** Milliseconds that requests under way may take to end by themselves; then they are killed. 10,000 unless given. */
  grace?: number;
}

export interface ServeOptions extends StopOptions {
  /** 3000 unless given; 0 takes a free one. */
  port?: number;
  /** The address to listen on; all addresses unless given. */
  host?: string;
  /** A Unix socket, or a pipe of Windows, in place of host and port. */
  path?: string;
  /** So many processes, which share the port: `'auto'` is one for each core. In this process unless given. */
  workers?: number | 'auto';
  /** How many requests are worked on at once, in each process; more than that wait their turn. No limit unless given. */
  maxConcurrent?: number;
  /** How many may wait their turn; beyond that they are answered with 503 at once. 1000 unless given. */
  maxQueued?: number;
  /** Milliseconds in which a request must have been answered: then it gets a 503, and its greenlets are killed. No limit unless given. */
  timeout?: number;
  /** Whether SIGTERM and SIGINT stop the server and then end the process (they do unless the program has listeners of its own). */
  signals?: boolean;
  /** Options of node:http, such as `keepAliveTimeout` and `maxHeaderSize`. */
  http?: ServerOptions;
  /** Options of node:https, such as `key` and `cert`: serves https. */
  https?: TlsOptions;
  /** A server to use in place of a new one. Listens already, or will be made to; `stop` closes it. */
  server?: Server | TlsServer;
  /** Gets the failures of handlers, and of workers, instead of the report that `onError` of greenspool can replace. */
  onError?: (error: unknown, req: IncomingMessage | undefined) => void;
}

export const DEFAULT_GRACE_MS = 10_000;
export const DEFAULT_PORT = 3000;
const DEFAULT_QUEUED = 1000;

const functionOr = (value: unknown) => value === undefined || typeof value === 'function';

/** Throws GS_BAD_ARGUMENT. */
export function checkOptions(options: ServeOptions): void {
  const { port, workers, maxConcurrent, maxQueued, timeout, grace, server, onError, http, https, path, host } = options;
  checkTimeout('serve', timeout);
  checkTimeout('serve', grace);
  if (timeout === 0) throw badArgument('serve', 'a request cannot be answered in 0 ms', timeout);
  if (!isCount(port, 0) || (port ?? 0) > 65_535) throw badArgument('serve', 'a port is a number from 0 to 65535', port);
  if (workers !== 'auto' && (!isCount(workers, 1) || workers === Number.POSITIVE_INFINITY))
    throw badArgument('serve', "workers are 1 or more, or 'auto'", workers);
  if (!isCount(maxConcurrent, 1)) throw badArgument('serve', 'maxConcurrent is 1 or more', maxConcurrent);
  if (!isCount(maxQueued, 0)) throw badArgument('serve', 'maxQueued is 0 or more', maxQueued);
  if (!functionOr(onError)) throw badArgument('serve', 'onError is a function', onError);
  if (server !== undefined && (http ?? https) !== undefined)
    throw badArgument('serve', 'options for a new server are not for one that is given', http ?? https);
  if (path !== undefined && (port ?? host) !== undefined)
    throw badArgument('serve', 'a path takes the place of host and port', port ?? host);
  if (server !== undefined) checkServer(server);
}

/** Undefined, Infinity, or a whole number that is not too small. */
function isCount(value: unknown, atLeast: number): boolean {
  if (value === undefined || value === Number.POSITIVE_INFINITY) return true;
  return Number.isInteger(value) && (value as number) >= atLeast;
}

function checkServer(server: Server | TlsServer): void {
  if (typeof server?.listen !== 'function' || typeof server.listenerCount !== 'function')
    throw badArgument('serve', 'expected a server of node:http or node:https', server);
  if (server.listenerCount('request') > 0)
    throw badArgument('serve', 'the server has a listener for requests, and both would answer', server);
}

export function limitsOf({ maxConcurrent = Number.POSITIVE_INFINITY, maxQueued = DEFAULT_QUEUED }: ServeOptions) {
  return { maxConcurrent, maxQueued };
}
