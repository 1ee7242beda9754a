/**
 * The reading half of a socket.
 *
 *     source ──push──▶ bytes ──measure, take──▶ the one reader
 *        ▲               │
 *        └── stop / go ◀─┘   N1: the source is stopped while `limit` bytes lie here and nobody waits for more
 * N2: What has come is read before the end, or the error, of the connection is told.
 * N3: A reader that is ended in any way has taken nothing.
 */
import type { Buffer } from 'node:buffer';
import { socketClosed } from '../errors/net.js';
import type { Limits } from '../greenlet/host-wait.js';
import { canComplete, complete, completed, failed } from '../hub/wait.js';
import { Bytes } from './bytes.js';
import { Turn } from './turn.js';
import { END, MORE, type Want } from './wants.js';

/** Where the bytes come from. */
interface Source {
  pause(): unknown;
  resume(): unknown;
}

interface Reader {
  readonly want: Want<unknown>;
  /** The call and the socket, for errors. */
  readonly tried: string;
  /** What it was given and may give back (N3). */
  taken: Buffer | null;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export class Inbox {
  readonly #source: Source;
  readonly #limit: number;
  readonly #bytes = new Bytes();
  readonly #turn = new Turn();
  #reader: Reader | null = null;
  #isStopped = false;
  #isEnded = false;
  #isClosed = false;
  /** What a reader gets who finds too little; null while more may come. */
  #failure: ((tried: string) => unknown) | null = null;

  constructor(source: Source, limit: number) {
    this.#source = source;
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    if (this.#isClosed) return;
    this.#bytes.push(chunk);
    this.#serve();
  }

  /** The other side has finished. */
  end(): void {
    if (this.#isClosed) return;
    this.#isEnded = true;
    this.#serve();
  }

  /** The connection is broken. */
  fail(error: unknown): void {
    this.#failure ??= () => error;
    this.#serve();
  }

  /** Somebody has destroyed the socket of Node. */
  lose(): void {
    this.#failure ??= (tried) => socketClosed(tried, 'it was destroyed');
    this.#serve();
  }

  /** Nobody is to read any more. */
  close(): void {
    this.#bytes.clear();
    this.#isClosed = true;
    this.#isEnded = false;
    this.#failure = (tried) => socketClosed(tried);
    this.#serve();
  }

  /** Blocks until there is what the want needs. `tried` names the call and the socket. */
  read<T>(call: string, tried: string, want: Want<T>, limits: Limits): unknown {
    const refusal = this.#turn.refusal(tried);
    if (refusal !== null) return failed(call, refusal);
    if (limits.signal?.aborted) return failed(call, limits.signal.reason);
    let n: number;
    try {
      n = this.#measure(want, tried);
    } catch (error) {
      return failed(call, error);
    }
    if (n === MORE) return this.#wait(call, tried, want, limits);
    return canComplete(call) ? complete(call, want.result(this.#take(n))) : completed(call, undefined);
  }

  #measure(want: Want<unknown>, tried: string): number {
    const n = want.measure(this.#bytes, this.#isEnded);
    if (n === MORE && this.#failure !== null) throw this.#failure(tried);
    return n;
  }

  #take(n: number): Buffer | null {
    const taken = n === END ? null : this.#bytes.take(n);
    this.#regulate();
    return taken;
  }

  #wait(call: string, tried: string, want: Want<unknown>, limits: Limits): unknown {
    let reader: Reader | null = null;
    const begin = (resolve: (value: unknown) => void, reject: (error: unknown) => void) => {
      this.#reader = reader = { want, tried, taken: null, resolve, reject };
      this.#regulate();
      return () => this.#left();
    };
    const unwanted = () => this.#giveBack(reader?.taken ?? null);
    return this.#turn.wait(call, { about: tried, begin, unwanted }, limits);
  }

  #left(): void {
    this.#reader = null;
    this.#regulate();
  }

  #giveBack(taken: Buffer | null): void {
    if (taken !== null) this.#bytes.giveBack(taken);
    this.#regulate();
  }

  /** Something has come: perhaps what the reader wants. */
  #serve(): void {
    const reader = this.#reader;
    if (reader !== null) this.#offer(reader);
    this.#regulate();
  }

  #offer(reader: Reader): void {
    try {
      const n = this.#measure(reader.want, reader.tried);
      if (n === MORE) return;
      this.#reader = null;
      reader.taken = n === END ? null : this.#bytes.take(n);
      reader.resolve(reader.want.result(reader.taken));
    } catch (error) {
      this.#reader = null;
      reader.reject(error);
    }
  }

  /** N1 */
  #regulate(): void {
    const isFull = this.#reader === null && this.#bytes.length >= this.#limit;
    if (isFull === this.#isStopped) return;
    this.#isStopped = isFull;
    if (isFull) this.#source.pause();
    else this.#source.resume();
  }
}
