/**
 * The connections of a server, with the last answer that each of them is for: which of them can be closed without cutting anybody
 * off. Node's own `closeIdleConnections` takes one for idle as soon as its answer is written, before it has been sent; and its
 * `closeAllConnections` knows nothing of those that were taken over (WebSockets), for which `close` would wait for ever.
 *
 *     new ──first byte──▶ a request arrives ──▶ answer under way ──sent──▶ idle ──▶ the next request
 *      └ idle             └ busy                └ busy
 */
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export class Connections {
  readonly #server: Server;
  readonly #event: string;
  readonly #last = new Map<Socket, ServerResponse | null>();

  constructor(server: Server) {
    this.#server = server;
    this.#event = 'setSecureContext' in server ? 'secureConnection' : 'connection';
    server.on(this.#event, this.#opened);
  }

  /** Takes its listener back. */
  forget(): void {
    this.#server.off(this.#event, this.#opened);
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
  }

  /** Whoever uses them. */
  closeAll(): void {
    this.#server.closeAllConnections();
    for (const socket of this.#last.keys()) socket.destroy();
  }

  readonly #opened = (socket: Socket): void => {
    const last = this.#last;
    last.set(socket, null);
    socket.once('close', () => last.delete(socket));
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
