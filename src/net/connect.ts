/** Connecting: TCP, TLS, unix sockets. */
import { isIP, type NetConnectOpts, type Socket as NodeSocket, connect as netConnect } from 'node:net';
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls';
import { badArgument } from '../errors/misuse.js';
import { type Limits, waitForHost } from '../greenlet/host-wait.js';
import { type SocketOptions, settingsOf } from './options.js';
import { Socket } from './socket.js';

export interface ConnectOptions extends SocketOptions, Limits {
  port?: number;
  /** 'localhost' unless given. */
  host?: string;
  /** A unix socket, or a named pipe on Windows, instead of a port. */
  path?: string;
  /** True, or options of `tls.connect`. */
  tls?: boolean | ConnectionOptions;
  /** What else `net.connect` understands: localAddress, family, lookup, noDelay, ... */
  [option: string]: unknown;
}

/**
 * Connects to a port (of `host`, or this machine), to the path of a unix socket, or to what the options say, and ends with the
 * Socket. May switch away; a kill, a timeout (ms, with the look-up of the name and TLS) or an aborted signal gives the attempt
 * up. Throws what Node says (ECONNREFUSED, ENOTFOUND, ...), a Timeout (GS_TIMEOUT), the signal's reason, GS_BAD_ARGUMENT.
 *
 * @example
 * const socket = connect(443, { host: 'example.com', tls: true, timeout: 5000 });
 */
// biome-ignore lint/suspicious/noExplicitAny: Socket, or a promise of it in main and async bodies
export function connect(to: number | string | ConnectOptions, options: ConnectOptions = {}): any {
  const { timeout, signal, tls = false, maxLineLength, readAhead, ...target } = targetOf(to, options);
  const settings = settingsOf('connect', { maxLineLength, readAhead });
  return waitForHost<Socket>(
    'connect',
    {
      isLate: true, // `lookup` and the like are code of the caller's, which may not wait in its name
      about: `connect() to ${target.path ?? `${target.host ?? 'localhost'}:${target.port}`}`,
      begin: (resolve, reject) => begin(target, tls, (raw) => resolve(new Socket(raw, settings)), reject),
      unwanted: (socket) => socket.destroy(),
    },
    { timeout, signal },
  );
}

function targetOf(to: unknown, options: ConnectOptions): ConnectOptions {
  if (typeof to === 'number') return { ...options, port: to };
  if (typeof to === 'string') return { ...options, path: to };
  if (typeof to === 'object' && to !== null) return { ...to, ...options };
  throw badArgument('connect', 'expected a port, the path of a unix socket, or options', to);
}

type Failed = (error: unknown) => void;

function begin(
  target: ConnectOptions,
  tls: boolean | ConnectionOptions,
  done: (raw: NodeSocket) => void,
  failed: Failed,
) {
  const raw = tls === false ? netConnect(halfOpen<NetConnectOpts>(target)) : openTls(target, tls === true ? {} : tls);
  raw.once('error', failed);
  raw.once(tls === false ? 'connect' : 'secureConnect', () => {
    raw.removeListener('error', failed);
    done(raw);
  });
  return () => {
    raw.on('error', () => undefined); // one may be on its way
    raw.destroy();
  };
}

/** Node does not say by itself in the handshake which host is meant. */
function openTls(target: ConnectOptions, options: ConnectionOptions): NodeSocket {
  const { host } = target;
  const named = host === undefined || isIP(host) !== 0 ? {} : { servername: host };
  return tlsConnect({ ...named, ...halfOpen<ConnectionOptions>(target), ...options });
}

/** What the two sides have to say to each other is theirs alone to know: the end of one is not that of the other. */
function halfOpen<T>(target: ConnectOptions): T {
  return { ...target, allowHalfOpen: true } as T;
}
