/**
 * One call in a thread.
 *
 *     waiting ──hand over──▶ running ──answered, failed, thread died──▶ over
 *        │  ▲                  │  └─ thread died before it began: waits again
 *        │  └──────────────────┘
 *        └──────── cancelled ──┴─(its thread is ended, unless it has answered)──▶ over
 *
 * J1: `finish` counts once; what comes later (an answer that was on its way when it was cancelled) is dropped.
 * J2: arguments are those of the time of the call: a job that has to wait has them serialised (`store`).
 */
import type { TransferListItem } from 'node:worker_threads';
import { notCloneable } from '../errors/threads.js';
import { keepStack, type Place, placeLines } from '../frames/stack-trace.js';
import type { Begun, Loan } from './begun.js';
import type { JobMessage } from './message.js';
import { canBeCloned, discard, type Parcel, seal } from './parcel.js';
import { OUR_LINES, withoutOurs } from './stack-text.js';
import type { Work } from './work.js';

export class Job {
  readonly work: Work;
  /** Called once when it is over. */
  onOver: (() => void) | null = null;
  result: unknown;
  hasFailed = false;
  isOver = false;
  /** How often a thread has died on it before it began. */
  nTries = 0;
  readonly #place: Place;
  readonly #transfer: readonly TransferListItem[];
  #args: readonly unknown[];
  #parcel: Parcel | null = null;
  /** Of the last time that it was handed over. */
  #loan: Loan | null = null;
  #abort: (() => void) | null = null;

  constructor(work: Work, args: readonly unknown[], transfer: readonly TransferListItem[], place: Place) {
    this.work = work;
    this.#args = args;
    this.#transfer = transfer;
    this.#place = place;
  }

  /** A thread has begun it. */
  get hasBegun(): boolean {
    return this.#loan?.hasBegun ?? false;
  }

  /** It runs; until `left`. */
  entered(begun: Begun): void {
    this.#loan = begun.lend();
  }

  /** It runs no more, as far as the pool is concerned, and no thread begins it any more. */
  left(): void {
    this.#loan?.giveBack();
  }

  /** Serialises the arguments. Throws GS_THREAD_CLONE. */
  store(): void {
    if (this.#parcel !== null) return;
    try {
      this.#parcel = seal(this.#args, this.#transfer);
    } catch (error) {
      throw this.refused(error);
    }
  }

  /** What is sent, once it has entered, and what is handed over with it. */
  get message(): { message: JobMessage; transferList: readonly TransferListItem[] } {
    const common = { work: this.work, cell: (this.#loan as Loan).cell };
    const parcel = this.#parcel;
    if (parcel === null) return { message: { ...common, args: this.#args }, transferList: this.#transfer };
    return { message: { ...common, parcel }, transferList: [parcel.port] };
  }

  /** The error for arguments that cannot be cloned. */
  refused(error: unknown): Error {
    const at = this.#args.findIndex((one) => !this.#transfer.includes(one as never) && !canBeCloned(one));
    return notCloneable(this.work.name, at < 0 ? 'what it is called with' : `argument ${at + 1}`, error);
  }

  /** J1 */
  finish(result: unknown, failed: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    this.result = failed ? this.#withCaller(result) : result;
    this.hasFailed = failed;
    this.#release();
    this.onOver?.();
  }

  /** Ends it for good: nobody waits for it any more. A running one takes its thread with it; false: that has answered, and is free soon. */
  drop(): boolean {
    this.isOver = true;
    this.onOver = null;
    const isOut = this.#loan?.callOff() ?? true;
    if (isOut) this.#abort?.();
    this.#release();
    return isOut;
  }

  #release(): void {
    this.#args = [];
    if (this.#parcel !== null) discard(this.#parcel);
    this.#parcel = null;
  }

  /** The thread that had the message is dead; true if it can be sent once more: what was handed over is gone. */
  reset(): boolean {
    if (this.#parcel !== null) discard(this.#parcel);
    this.#parcel = null;
    return this.#transfer.length === 0;
  }

  /** The stack goes on with whoever has asked, behind that of the thread. */
  #withCaller(error: unknown): unknown {
    if (!(error instanceof Error) || typeof error.stack !== 'string') return error;
    const lines = [`async a thread (${this.work.name})`, ...placeLines(this.#place, OUR_LINES)];
    error.stack = [withoutOurs(error.stack), ...lines.map((line) => `    at ${line}`)].join('\n');
    keepStack(error);
    return error;
  }

  // As tinypool wants to be told that a job is cancelled: what an emitter does of an AbortSignal. A real one costs more than it does.

  once(_event: string, listener: () => void): void {
    this.#abort = listener;
  }

  off(): void {
    this.#abort = null;
  }
}
