/** Listening: TCP, TLS, unix sockets. */
import { createServer, type Server as NodeServer, type Socket as NodeSocket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { badArgument } from '../errors/misuse.js';
import type { Body } from '../greenlet/body.js';
import { type Limits, waitForHost } from '../greenlet/host-wait.js';
import { checkSize, type SocketOptions, settingsOf } from './options.js';
import { Server } from './server.js';
import { Socket } from './socket.js';

export interface ListenOptions extends SocketOptions, Limits {
  /** 0, or nothing: a free one, which `server.port` tells. */
  port?: number;
  /** All addresses of this machine unless given. */
  host?: string;
  /** A unix socket, or a named pipe on Windows, instead of a port. */
  path?: string;
  /** How many connections the system keeps until they are accepted. 511 unless given. */
  backlog?: number;
  /** Options of `tls.createServer`: with them the server speaks TLS. */
  tls?: TlsOptions;
  /** At most so many are open at a time; others wait for their turn. No limit unless given. */
  maxConnections?: number;
  /** At most so many wait for their turn, 511 unless given; more are closed at once. */
  maxWaiting?: number;
}

/** Gets each connection, in a greenlet of its own. */
export type Handler = (socket: Socket) => unknown;

type Place = number | string | ListenOptions;

/**
 * Listens at a port, a path or what the options say, and ends with the Server. For each connection a greenlet runs the handler
 * (a compiled plain, generator or async function); when that is over, the connection is closed. One that fails is reported as
 * any greenlet's failure is (`onError`), and ends nothing but its connection. Without a handler the server is looped over:
 * `for (const socket of server)`. May switch away. Throws what Node says (EADDRINUSE, EACCES, ...), a Timeout (GS_TIMEOUT),
 * GS_BAD_ARGUMENT.
 *
 * @example
 * const server = listen((socket) => { for (const line of socket.lines()) socket.write(`${line}\n`) }, { port: 7000 });
 */
// biome-ignore lint/suspicious/noExplicitAny: Server, or a promise of it in main and async bodies
export function listen(handler: Handler, place?: Place): any;
// biome-ignore lint/suspicious/noExplicitAny: as above
export function listen(place?: Place): any;
export function listen(first?: Handler | Place, second?: Place): unknown {
  const handler = typeof first === 'function' ? first : null;
  const options = optionsOf(handler === null ? (first as Place | undefined) : second);
  const { timeout, signal, port, host, path, backlog = 511 } = options;
  const { maxConnections = Number.POSITIVE_INFINITY, maxWaiting = 511 } = options;
  checkSize('listen', 'maxConnections', maxConnections);
  checkSize('listen', 'maxWaiting', maxWaiting, 0);
  const settings = settingsOf('listen', options);
  const where = path === undefined ? { port: port ?? 0, host } : { path };
  return waitForHost<Server>(
    'listen',
    {
      about: `listen() at ${path ?? `${host ?? '*'}:${port ?? 0}`}`,
      begin(resolve, reject) {
        const raw = open(options.tls, (socket) => server.accept(new Socket(socket, settings)));
        const server = new Server(raw, handler as Body | null, maxConnections);
        if (maxConnections < Number.POSITIVE_INFINITY) raw.maxConnections = maxConnections + maxWaiting;
        raw.once('error', reject);
        raw.listen({ ...where, backlog }, () => {
          raw.removeListener('error', reject);
          resolve(server);
        });
        return () => void raw.close();
      },
      unwanted: (server) => void server.server.close(),
    },
    { timeout, signal },
  );
}

function optionsOf(place: unknown): ListenOptions {
  if (place === undefined) return {};
  if (typeof place === 'number') return { port: place };
  if (typeof place === 'string') return { path: place };
  if (typeof place === 'object' && place !== null) return place;
  throw badArgument('listen', 'expected a handler, a port, the path of a unix socket, or options', place);
}

function open(tls: TlsOptions | undefined, accept: (socket: NodeSocket) => void): NodeServer {
  if (tls === undefined) return createServer({ allowHalfOpen: true }, accept);
  return createTlsServer(tls, (socket) => {
    // only now: a half-open connection that ends in its handshake would be kept
    socket.allowHalfOpen = true;
    accept(socket);
  });
}
