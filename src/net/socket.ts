/**
 * A connection in blocking style, around a socket of Node: the two halves (inbox.ts, outbox.ts) and its end.
 *
 *     open ──end()──▶ half closed: it can still be read ──close()──▶ closed
 *      ├──close()──▶ what was written is sent ──▶ closed
 *      └──destroy(), an error──▶ closed
 */
import type { Buffer } from 'node:buffer';
import type { Socket as NodeSocket } from 'node:net';
import { badArgument } from '../errors/misuse.js';
import { checkLimits, type Limits, waitForHost } from '../greenlet/host-wait.js';
import { completed } from '../hub/wait.js';
import { Inbox } from './inbox.js';
import {
  checkDelimiter,
  checkSize,
  type ReadOptions,
  type SocketOptions,
  settingsOf,
  type UntilOptions,
} from './options.js';
import { checkData, type Data, Outbox } from './outbox.js';
import { Reads } from './reads.js';
import { ChunkWant, ExactWant, LineWant, StepWant, UntilWant, type Want } from './wants.js';

/**
 * A TCP, TLS or unix socket that is read and written in blocking style; `connect` and `listen` make them. One greenlet may read
 * and one may write at a time. Every blocking call takes `{ timeout, signal }` and throws a Timeout (GS_TIMEOUT), the signal's
 * reason, GS_BUSY (another greenlet is in a call of that half), GS_SOCKET_CLOSED, GS_BAD_ARGUMENT, and what the system says
 * (ECONNRESET, EPIPE, ...) as Node does. A read that ends with an error, or is killed, has taken nothing.
 *
 * @example
 * const socket = connect(7000); // in a compiled function; `yield connect(7000)` in a generator, `await` elsewhere
 * socket.write('hello\n');
 * console.log(socket.readLine());
 * socket.close();
 */
export class Socket {
  /** Node's own: for `setNoDelay`, addresses and the like. Do not read or write it. */
  readonly socket: NodeSocket;
  /** What it is called in messages and dumps. */
  name: string;
  readonly #inbox: Inbox;
  readonly #outbox: Outbox;
  readonly #maxLength: number;

  /** Takes over a connected socket of Node that nobody reads. Throws GS_BAD_ARGUMENT. */
  constructor(socket: NodeSocket, options: SocketOptions = {}) {
    if (typeof socket?.destroySoon !== 'function') throw badArgument('new Socket', 'expected a net.Socket', socket);
    const { maxLineLength, readAhead } = settingsOf('new Socket', options);
    this.#maxLength = maxLineLength;
    this.socket = socket;
    this.name = nameOf(socket);
    this.#inbox = new Inbox(socket, readAhead);
    this.#outbox = new Outbox(socket);
    this.#listen();
  }

  #listen(): void {
    this.socket.on('data', (chunk: Buffer) => this.#inbox.push(chunk));
    this.socket.once('end', () => this.#inbox.end());
    this.socket.on('error', (error) => this.#inbox.fail(error));
    this.socket.once('close', () => this.#closed());
    const { errored, readableEnded, destroyed } = this.socket;
    if (errored !== null) this.#inbox.fail(errored);
    if (readableEnded) this.#inbox.end();
    if (destroyed) this.#closed();
  }

  #closed(): void {
    if (!this.socket.readableEnded) this.#inbox.lose();
    this.#outbox.close();
  }

  /** Blocks until something has come: that, at most `max` bytes; null at the end. */
  // biome-ignore lint/suspicious/noExplicitAny: Buffer | null, or a promise of it in main and async bodies
  read(options: ReadOptions = {}): any {
    return this.#read('read', new ChunkWant(maxOf('read', options)), options);
  }

  /** Blocks until `n` bytes have come. Throws IncompleteRead (GS_INCOMPLETE_READ) when the connection ends before that. */
  // biome-ignore lint/suspicious/noExplicitAny: Buffer, or a promise of it in main and async bodies
  readExactly(n: number, options: Limits = {}): any {
    if (!Number.isSafeInteger(n) || n < 0) throw badArgument('readExactly', 'expected a number of bytes', n);
    return this.#read('readExactly', new ExactWant(n, this.#tried('readExactly')), options);
  }

  /**
   * Blocks until the delimiter has come: what came before it, and the delimiter. Throws GS_LINE_TOO_LONG when it does not come
   * within `maxLength` bytes, IncompleteRead (GS_INCOMPLETE_READ) when the connection ends before it.
   */
  // biome-ignore lint/suspicious/noExplicitAny: Buffer, or a promise of it in main and async bodies
  readUntil(delimiter: Data, options: UntilOptions = {}): any {
    const bytes = checkDelimiter(delimiter);
    const maxLength = this.#lengthOf('readUntil', options);
    return this.#read('readUntil', new UntilWant(bytes, maxLength, this.#tried('readUntil')), options);
  }

  /**
   * Blocks for a line of UTF-8, without its `\n` or `\r\n`; null at the end. What comes after the last newline is a line, too
   * (`readUntil('\n')` tells the difference). Throws GS_LINE_TOO_LONG.
   */
  // biome-ignore lint/suspicious/noExplicitAny: string | null, or a promise of it in main and async bodies
  readLine(options: UntilOptions = {}): any {
    const maxLength = this.#lengthOf('readLine', options);
    return this.#read('readLine', new LineWant(maxLength, this.#tried('readLine')), options);
  }

  /**
   * An iterator over the lines that are left; the options are for each of them. Its `next()` blocks and throws as `readLine`.
   *
   * @example
   * for (const line of socket.lines()) socket.write(`${line.toUpperCase()}\n`); // in a compiled function
   */
  lines(options: UntilOptions = {}): Reads<string> {
    const maxLength = this.#lengthOf('lines', options);
    return this.#reads('lines', () => new LineWant(maxLength, this.#tried('lines')), options);
  }

  /** Loops over what comes, in chunks: in compiled functions. */
  [Symbol.iterator](): Reads<Buffer> {
    return this.#chunks()[Symbol.iterator]();
  }

  /** The same for `for await`, in async code and main. */
  [Symbol.asyncIterator](): Reads<Buffer> {
    return this.#chunks();
  }

  #chunks(): Reads<Buffer> {
    return this.#reads('read', () => new ChunkWant(Number.POSITIVE_INFINITY), {});
  }

  #reads<T>(call: string, want: () => Want<T | null>, limits: Limits): Reads<T> {
    checkLimits(call, limits);
    return new Reads<T>(this.name, () => this.#read('next', new StepWant(want()), limits));
  }

  #read<T>(call: string, want: Want<T>, limits: Limits): unknown {
    checkLimits(call, limits);
    return this.#inbox.read(call, this.#tried(call), want, limits);
  }

  /**
   * Blocks until the system has taken all of it: a string as UTF-8, or bytes. One that is killed or timed out may have sent a
   * part of it, and the rest is sent still.
   */
  // biome-ignore lint/suspicious/noExplicitAny: undefined, or a promise of it in main and async bodies
  write(data: Data, options: Limits = {}): any {
    checkLimits('write', options);
    return this.#outbox.write('write', this.#tried('write'), checkData('write', data), options);
  }

  /** Blocks until the other side has been told that nothing more will come, after what was written. It can still be read. */
  // biome-ignore lint/suspicious/noExplicitAny: undefined, or a promise of it in main and async bodies
  end(options: Limits = {}): any {
    checkLimits('end', options);
    return this.#outbox.end('end', this.#tried('end'), options);
  }

  /**
   * Sends what was written, closes both halves and blocks until that is done. Who waits in a read gets GS_SOCKET_CLOSED. A
   * timeout, a signal or a kill meanwhile destroys the socket; a timeout of 0 does so at once.
   */
  // biome-ignore lint/suspicious/noExplicitAny: undefined, or a promise of it in main and async bodies
  close(options: Limits = {}): any {
    checkLimits('close', options);
    if (options.timeout === 0 || options.signal?.aborted) this.destroy();
    if (this.isClosed) return completed('close', undefined);
    const about = this.#tried('close');
    return waitForHost<void>('close', { about, begin: (resolve: () => void) => this.#closing(resolve) }, options);
  }

  #closing(closed: () => void): () => void {
    this.socket.once('close', closed);
    this.finish();
    return () => {
      this.socket.removeListener('close', closed);
      this.destroy();
    };
  }

  /** @internal The same as `close`, without waiting for it. */
  finish(): void {
    this.#inbox.close();
    this.socket.destroySoon();
  }

  /** Closes it at once; what was not sent is lost. Does not switch. */
  destroy(): void {
    this.#inbox.close();
    this.socket.destroy();
  }

  /** Nothing can be read or written any more. */
  get isClosed(): boolean {
    return this.socket.closed || this.socket.destroyed;
  }

  /** At the end of a `using` block: closes it without waiting for that. */
  [Symbol.dispose](): void {
    this.finish();
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.close();
  }

  #lengthOf(call: string, options: UntilOptions): number {
    return checkSize(call, 'maxLength', options?.maxLength ?? this.#maxLength);
  }

  #tried(call: string): string {
    return `${call}() of ${this.name}`;
  }
}

function maxOf(call: string, options: ReadOptions): number {
  return checkSize(call, 'max', options?.max ?? Number.POSITIVE_INFINITY);
}

function nameOf({ remoteAddress, remotePort }: NodeSocket): string {
  return remoteAddress === undefined ? 'a socket' : `socket ${remoteAddress}:${remotePort}`;
}
