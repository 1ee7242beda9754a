/**
 * Where the bytes of standard input come from. fs.read would be simplest, but it waits in a thread of libuv's pool until there
 * is something, and nobody can call that off: process.exit() would hang until the user presses a key.
 *
 *     file     fs.read: it has its answer at once
 *     pipe     opened again under its name in /proc, which does not make the one that others use non-blocking
 *     socket   the one that there is (a child's stdin, made by Node)
 *     tty      libuv opens it again by itself
 */
import { closeSync, constants, openSync, read } from 'node:fs';
import net from 'node:net';
import tty from 'node:tty';
import { STDIN, stdinKind } from './which.js';

export interface Receiver {
  /** False: no more for now. What came is the receiver's. */
  came(chunk: Buffer): boolean;
  ended(): void;
  failed(error: unknown): void;
}

export interface Source {
  /** Reads, until the receiver has enough. */
  start(nBytes: number): void;
  stop(): void;
}

const CHUNK = 64 * 1024;

/** Somebody made the descriptor itself non-blocking: reads that must block have to try again. */
export let isNonBlocking = false;

/** Null: there is none, standard input is closed. */
export function openSource(receiver: Receiver): Source | null {
  const kind = stdinKind();
  if (kind === 'none') return null;
  return kind === 'file' ? new FileSource(receiver) : new StreamSource(receiver, kind);
}

class FileSource implements Source {
  readonly #receiver: Receiver;
  #isReading = false;

  constructor(receiver: Receiver) {
    this.#receiver = receiver;
  }

  start(nBytes: number): void {
    if (this.#isReading) return;
    this.#isReading = true;
    const buffer = Buffer.allocUnsafe(Math.min(nBytes, CHUNK));
    read(STDIN, buffer, 0, buffer.length, null, (error, nRead) => {
      this.#isReading = false;
      if (error !== null) this.#receiver.failed(error);
      else if (nRead === 0) this.#receiver.ended();
      else if (this.#receiver.came(buffer.subarray(0, nRead))) this.start(nBytes);
    });
  }

  stop(): void {}
}

class StreamSource implements Source {
  readonly #stream: net.Socket;

  constructor(receiver: Receiver, kind: 'pipe' | 'socket' | 'tty') {
    const onread = {
      buffer: Buffer.allocUnsafe(CHUNK),
      callback: (nBytes: number, buffer: Uint8Array) => receiver.came(Buffer.from(buffer.subarray(0, nBytes))),
    };
    this.#stream = kind === 'tty' ? openTty(onread) : openPipe(kind, onread);
    this.#stream.on('end', () => receiver.ended());
    this.#stream.on('error', (error) => receiver.failed(error));
  }

  start(): void {
    this.#stream.resume();
  }

  stop(): void {
    this.#stream.pause();
  }
}

/** Node's documentation has it for `new net.Socket` too, its types only for `net.connect`. */
type OnRead = net.OnReadOpts;

function openTty(onread: OnRead): net.Socket {
  return new tty.ReadStream(STDIN, { onread } as net.SocketConstructorOpts);
}

function openPipe(kind: 'pipe' | 'socket', onread: OnRead): net.Socket {
  const own = kind === 'pipe' ? openAgain() : null;
  if (own === null) isNonBlocking = true;
  try {
    const options = { fd: own ?? STDIN, readable: true, writable: false, onread };
    return new net.Socket(options);
  } catch (error) {
    if (own !== null) closeSync(own);
    throw error;
  }
}

/** Null where there is no /proc. */
function openAgain(): number | null {
  try {
    return openSync(`/proc/self/fd/${STDIN}`, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
}
