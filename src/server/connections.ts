/**
 * The connections of a server, with the last answer that each of them is for: which of them can be closed without cutting anybody
 * off. Node's own `closeIdleConnections` takes one for idle as soon as its answer is written, before it has been sent; and its
 * `closeAllConnections` knows nothing of those that were taken over (WebSockets), for which `close` would wait for ever.
 *
 *     new ──first byte──▶ a request arrives ──▶ answer under way ──sent──▶ idle ──▶ the next request
 *      └ idle             └ busy                └ busy
 *
 * Of https there are two sockets for each: the raw one, and that of TLS, which is there when the handshake is over.
 */
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export class Connections {
  readonly #server: Server;
  readonly #isTls: boolean;
  /** Of https all raw ones, those in a handshake too. */
  readonly #raw = new Set<Socket>();
  readonly #last = new Map<Socket, ServerResponse | null>();

  constructor(server: Server) {
    this.#server = server;
    this.#isTls = 'setSecureContext' in server;
    server.on(this.#isTls ? 'secureConnection' : 'connection', this.#opened);
    if (this.#isTls) server.on('connection', this.#accepted);
  }

  /** Takes its listeners back. */
  forget(): void {
    this.#server.off(this.#isTls ? 'secureConnection' : 'connection', this.#opened);
    this.#server.off('connection', this.#accepted);
  }

  began(socket: Socket, res: ServerResponse): void {
    const before = this.#last.get(socket);
    if (before === undefined) this.#opened(socket); // before there was anybody to see it
    if (res.socket === null) before?.once('close', () => passOnEnd(socket, res));
    this.#last.set(socket, res);
  }

  /** Those that have sent nothing yet may have a request on its way to us: they are closed only `withNew`. */
  closeIdle(withNew: boolean): void {
    for (const [socket, res] of this.#last) if (isIdle(socket, res, withNew)) socket.destroy();
    if (withNew) for (const raw of this.#raw) if (raw.bytesRead === 0) raw.destroy();
  }

  /** Whoever uses them. */
  closeAll(): void {
    this.#server.closeAllConnections();
    for (const socket of this.#last.keys()) socket.destroy();
    for (const raw of this.#raw) raw.destroy();
  }

  readonly #opened = (socket: Socket): void => {
    const last = this.#last;
    last.set(socket, null);
    socket.once('close', () => last.delete(socket));
  };

  readonly #accepted = (raw: Socket): void => {
    this.#raw.add(raw);
    raw.once('close', () => this.#raw.delete(raw));
  };
}

/**
 * An answer to a pipelined request gets the connection when the one before has been sent. When its client goes, Node closes that
 * one alone, and nobody would ever hear of those behind it.
 */
function passOnEnd(socket: Socket, res: ServerResponse): void {
  if (!socket.destroyed || res.socket !== null || res.destroyed) return;
  res.destroy();
  res.emit('close');
}

function isIdle(socket: Socket, res: ServerResponse | null, withNew: boolean): boolean {
  if (socket.writableLength > 0) return false;
  return res === null ? withNew && socket.bytesRead === 0 : res.writableFinished || res.destroyed;
}
