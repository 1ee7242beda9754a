/** A connection whose other side is the test: what it sends, what it takes and when, is all in its hands. */
import type { Socket as NodeSocket } from 'node:net';
import { Duplex } from 'node:stream';
import { Socket, type SocketOptions } from 'greenspool/net';

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

export function fakeSocket(options?: SocketOptions): { fake: FakeSocket; s: Socket } {
  const fake = new FakeSocket();
  return { fake, s: new Socket(fake as unknown as NodeSocket, options) };
}
