/** A connection whose other side is the test: what it sends, what it takes and when, is all in its hands. */
import type { Socket as NodeSocket } from 'node:net';
import { Duplex } from 'node:stream';
import { Socket, type SocketOptions } from 'greenspool/net';
import { afterEach, beforeEach } from 'vitest';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.ts';

type Settle = (error?: Error | null) => void;

export class FakeSocket extends Duplex {
  readonly written: string[] = [];
  /** With this the system takes nothing by itself: `takeOne` does. */
  isSlow = false;
  isFlowing = true;
  #callbacks: Settle[] = [];

  constructor() {
    super({ allowHalfOpen: true, highWaterMark: 64 * 1024 });
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: Settle): void {
    this.written.push(String(chunk));
    if (this.isSlow) this.#callbacks.push(done);
    else done();
  }

  override pause(): this {
    this.isFlowing = false;
    return super.pause();
  }

  override resume(): this {
    this.isFlowing = true;
    return super.resume();
  }

  /** The system takes the write that has waited longest, or fails at it. */
  takeOne(error: Error | null = null): void {
    this.#callbacks.shift()?.(error);
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }
}

/** Those of the test that runs. */
export let loop: ManualLoop;
export let fake: FakeSocket;
export let s: Socket;

/** A new `loop`, `fake` and `s` for each test of the file. */
export function useFakeSocket(options?: SocketOptions): void {
  let restore: () => void;
  beforeEach(() => {
    ({ loop, restore } = withManualLoop());
    anotherSocket(options);
  });
  afterEach(() => restore());
}

/** From here on `fake` and `s` are others. */
export function anotherSocket(options?: SocketOptions): void {
  fake = new FakeSocket();
  s = new Socket(fake as unknown as NodeSocket, options);
}
