/**
 * The connections of a server, with the last answer that each of them is for: which of them can be closed without cutting anybody
 * off. Node's own `closeIdleConnections` takes one for idle as soon as its answer is written, before it has been sent.
 *
 *     new ──first byte──▶ a request arrives ──▶ answer under way ──sent──▶ idle ──▶ the next request
 *      └ idle             └ busy                └ busy
 */
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export class Connections {
  readonly #last = new Map<Socket, ServerResponse | null>();

  constructor(server: Server) {
    server.on('setSecureContext' in server ? 'secureConnection' : 'connection', this.#opened);
  }
  began(socket: Socket, res: ServerResponse): void {
    this.#last.set(socket, res);
  }

  /** Those that have sent nothing yet may have a request on its way to us: they are closed only `withNew`. */
  closeIdle(withNew: boolean): void {
    for (const [socket, res] of this.#last) if (isIdle(socket, res, withNew)) socket.destroy();
  }

  readonly #opened = (socket: Socket): void => {
    const last = this.#last;
    last.set(socket, null);
    socket.once('close', () => last.delete(socket));
  };
}

function isIdle(socket: Socket, res: ServerResponse | null, withNew: boolean): boolean {
  if (socket.writableLength > 0) return false;
  return res === null ? withNew && socket.bytesRead === 0 : res.writableFinished || res.destroyed;
}
