/**
 * Where the bytes of standard input come from. fs.read would be simplest, but it waits in a thread of libuv's pool until there
 * is something, and nobody can call that off: process.exit() would hang until the user presses a key.
 *
 *     file     fs.read: it has its answer at once
 *     pipe     opened again under its name in /proc, which does not make the one that others use non-blocking
 *     socket   the one that there is (a child's stdin, made by Node)
 *     tty      libuv opens it again by itself
 */
import fs from 'node:fs';
import net from 'node:net';
import tty from 'node:tty';
import { STDIN, stdinKind } from './which.js';

/** As they were before anything was patched: all this is done outside of greenlets, and waits for nothing. */
const { closeSync, constants, openSync, read, readSync } = fs;

export interface Receiver {
  /** False: no more for now. What came is the receiver's, who starts the source again for the next. */
  came(chunk: Buffer): boolean;
  ended(): void;
  failed(error: unknown): void;
}

export interface Source {
  /** Reads once, `nBytes` at most if it can be chosen, or until the receiver has enough. */
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
      else this.#receiver.came(buffer.subarray(0, nRead));
    });
  }

  stop(): void {}
}

/**
 * A pipe of our own is read directly before it is waited for: of one with a name, which had no writer any more when it was opened,
 * the host would never tell the end.
 */
class StreamSource implements Source {
  readonly #receiver: Receiver;
  readonly #stream: net.Socket;
  /** Null: not one of our own, which reads without blocking. */
  readonly #pipe: number | null;
  #isStarting = false;

  constructor(receiver: Receiver, kind: 'pipe' | 'socket' | 'tty') {
    const onread = {
      buffer: Buffer.allocUnsafe(CHUNK),
      callback: (nBytes: number, buffer: Uint8Array) => receiver.came(Buffer.from(buffer.subarray(0, nBytes))),
    };
    this.#receiver = receiver;
    this.#pipe = kind === 'pipe' ? openAgain() : null;
    this.#stream = kind === 'tty' ? openTty(onread) : openPipe(this.#pipe, onread);
    this.#stream.on('end', () => receiver.ended());
    this.#stream.on('error', (error) => receiver.failed(error));
  }

  start(): void {
    if (this.#isStarting) return;
    this.#isStarting = true;
    if (this.#pipe === null || this.#readDirectly(this.#pipe)) this.#stream.resume();
    this.#isStarting = false;
  }

  /** Whether there is something to wait for. After some pieces the event loop gets its chance. */
  #readDirectly(pipe: number): boolean {
    for (let i = 0; i < PIECES; i++) {
      const piece = tryRead(pipe);
      if (piece === null) return true;
      if (piece.length === 0) {
        this.#stream.destroy();
        this.#receiver.ended();
        return false;
      }
      if (!this.#receiver.came(piece)) return false;
    }
    return true;
  }

  stop(): void {
    this.#stream.pause();
  }
}

const PIECES = 16;

/** Null: there is nothing at the moment. What is wrong with it the stream will tell. */
function tryRead(pipe: number): Buffer | null {
  const buffer = Buffer.allocUnsafe(CHUNK);
  try {
    return buffer.subarray(0, readSync(pipe, buffer));
  } catch {
    return null;
  }
}

/** Node's documentation has it for `new net.Socket` too, its types only for `net.connect`. */
type OnRead = net.OnReadOpts;

function openTty(onread: OnRead): net.Socket {
  return new tty.ReadStream(STDIN, { onread } as net.SocketConstructorOpts);
}

function openPipe(own: number | null, onread: OnRead): net.Socket {
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
