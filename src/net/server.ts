/**
 * A listening socket.
 *
 *     accepted ──▶ waiting, while `maxConnections` are open ──▶ open ──┬──▶ a greenlet of its own runs the handler
 *                                                                       └──▶ the queue that `for (const socket of server)` reads
 *     close: no more are accepted, those that wait are refused ──▶ handlers end, by themselves or killed ──▶ closed
 */
import type { AddressInfo, Server as NodeServer, Socket as NodeSocket } from 'node:net';
import { badArgument } from '../errors/misuse.js';
import type { Body } from '../greenlet/body.js';
import { getCurrent } from '../greenlet/current.js';
import type { Greenlet } from '../greenlet/greenlet.js';
import { checkTimeout } from '../greenlet/joining.js';
import { joinsItself } from '../greenlet/refusals.js';
import { report } from '../greenlet/report.js';
import { runInside, type Steps, settled } from '../greenlet/run-inside.js';
import { Group } from '../group/group.js';
import { now } from '../hub/hub.js';
import { Observer } from '../hub/observer.js';
import { Event } from '../sync/event.js';
import { Queue } from '../sync/queue/queue.js';
import type { Socket } from './socket.js';

export interface CloseOptions {
  /** How long the handlers (or, without one, the open connections) have to end by themselves; 0 ends them at once. */
  drainMs?: number;
}

/** Ends the connection of a handler that is over. */
class Farewell extends Observer {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
  }

  ended(greenlet: Greenlet): void {
    if (greenlet.successful()) this.#socket.finish();
    else this.#socket.destroy();
  }

  override get seesFailures(): boolean {
    return false;
  }
}

export class Server {
  /** Node's own. */
  readonly server: NodeServer;
  readonly #handler: Body | null;
  readonly #maxConnections: number;
  readonly #handlers = new Group();
  /** All connections of the system, those in a TLS handshake too. */
  readonly #raw = new Set<NodeSocket>();
  readonly #open = new Set<Socket>();
  readonly #waiting = new Set<Socket>();
  readonly #accepted = new Queue<Socket>();
  readonly #closed = new Event();

  /** @internal use `listen` */
  constructor(server: NodeServer, handler: Body | null, maxConnections: number) {
    this.server = server;
    this.#handler = handler;
    this.#maxConnections = maxConnections;
    server.once('close', () => this.#closed.set());
    server.once('listening', () => {
      server.on('error', (error) => report(error, null)); // one connection could not be accepted
    });
    server.on('connection', (raw: NodeSocket) => this.#track(raw));
  }

  #track(raw: NodeSocket): void {
    this.#raw.add(raw);
    raw.once('close', () => this.#raw.delete(raw));
  }

  /** The port it listens at; 0 for a unix socket. */
  get port(): number {
    return (this.server.address() as AddressInfo | null)?.port ?? 0;
  }

  /** How many connections are open and not waiting for their turn. */
  get size(): number {
    return this.#open.size;
  }

  /** @internal */
  accept(socket: Socket): void {
    this.#waiting.add(socket);
    socket.socket.once('close', () => this.#gone(socket));
    this.#admit();
  }

  #gone(socket: Socket): void {
    this.#waiting.delete(socket);
    this.#open.delete(socket);
    this.#admit();
  }

  #admit(): void {
    for (const socket of this.#waiting) {
      if (this.#open.size >= this.#maxConnections) return;
      this.#waiting.delete(socket);
      this.#open.add(socket);
      if (this.#handler === null) this.#accepted.putNowait(socket);
      else this.#handle(this.#handler, socket);
    }
  }

  #handle(handler: Body, socket: Socket): void {
    const greenlet: Greenlet = this.#handlers.spawn(handler, socket);
    greenlet._observe(new Farewell(socket));
  }

  /**
   * Accepts no more, and blocks until all handlers are over and all connections closed. After `drainMs` milliseconds (never
   * unless given) the handlers that are left are killed, and connections destroyed. Connections that wait for their turn are
   * refused. May be called again. Throws GS_BAD_ARGUMENT, GS_JOIN_SELF (in a handler of this server: `spawn` it there).
   */
  // biome-ignore lint/suspicious/noExplicitAny: undefined, or a promise of it in main and async bodies
  close({ drainMs = Number.POSITIVE_INFINITY }: CloseOptions = {}): any {
    checkTimeout('server.close', drainMs);
    const current = getCurrent();
    if (this.#handlers.has(current)) throw joinsItself('server.close', current);
    return runInside('server.close', () => this.#closing(now() + drainMs));
  }

  *#closing(deadline: number): Steps {
    this.#refuse();
    const left = () => Math.max(0, deadline - now());
    const areOver = yield* settled<boolean>(this.#handlers.join({ timeout: left() }));
    if (!areOver) yield* settled(this.#handlers.kill());
    const isClosed = yield* settled<boolean>(this.#closed.wait({ timeout: left() }));
    if (isClosed) return undefined;
    for (const raw of this.#raw) raw.destroy();
    return yield* settled(this.#closed.wait());
  }

  #refuse(): void {
    if (this.server.listening) this.server.close();
    for (const socket of this.#waiting) socket.destroy();
    this.#waiting.clear();
    if (this.#handler === null) this.#accepted.shutdown();
  }

  /**
   * Loops over the connections: in compiled functions. The loop ends when the server is closed. Whoever takes a connection
   * closes it. Throws GS_BAD_ARGUMENT when the server has a handler.
   */
  [Symbol.iterator](): IterableIterator<Socket> {
    return this.#queue[Symbol.iterator]();
  }

  /** The same for `for await`. */
  [Symbol.asyncIterator](): AsyncIterator<Socket> {
    return this.#queue[Symbol.asyncIterator]();
  }

  get #queue(): Queue<Socket> {
    if (this.#handler === null) return this.#accepted;
    throw badArgument('for...of over a server', 'its handler gets the connections', this.#handler);
  }
}
