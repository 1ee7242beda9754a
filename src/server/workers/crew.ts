/**
 * The workers of a program, kept at their number.
 *
 *     fork ─▶ runs ──dies──▶ (back-off) ─▶ fork          stop: each is told, exits by itself, or is killed when its time is over
 * W1: One that dies takes its own connections with it, and no others.
 * W2: When three in a row die before anybody has ever listened, starting is given up: the program cannot run.
 */
import cluster, { type Worker } from 'node:cluster';
import { workerDied, workersFailed } from '../../errors/server.js';
import { MAX_DELAY_MS } from '../../hub/event-loop.js';
import { BackOff } from './back-off.js';
import { messageIn, type News, post, type Where } from './messages.js';

const MOST_FAILURES = 3;
/** What a worker may take beyond the grace time, to clean up. */
const SLACK_MS = 3000;

/** A worker that lives. */
interface Life {
  since: number;
  /** What it has said, for calls that the primary makes later than it. */
  said: News[];
}

/** One call of `serve`, which all workers make. */
export interface Call {
  /** A worker listens for it; `nListening` of them do now. */
  listening(where: Where, nListening: number): void;
  failed(error: Error): void;
  report(error: Error): void;
}

export class Crew {
  readonly size: number;
  readonly #calls: Call[] = [];
  readonly #workers = new Map<Worker, Life>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #backOff = new BackOff();
  #hasListened = false;
  #nKilled = 0;
  #stopping: Promise<number> | null = null;

  constructor(size: number) {
    this.size = size;
    for (let i = 0; i < size; i++) this.#fork();
  }

  get isStopping(): boolean {
    return this.#stopping !== null;
  }

  /** Returns its number. */
  add(call: Call): number {
    const number = this.#calls.push(call) - 1;
    for (const { said } of this.#workers.values()) {
      for (const message of said) if (message.call === number) this.#tell(call, message);
    }
    return number;
  }

  /** Resolves with the number of requests that were killed. */
  stop(grace: number): Promise<number> {
    this.#stopping ??= this.#stop(grace);
    return this.#stopping;
  }

  #fork(): void {
    const worker = cluster.fork();
    this.#workers.set(worker, { since: performance.now(), said: [] });
    worker.on('message', (data: unknown) => this.#heard(worker, data));
    worker.on('error', () => undefined); // it cannot be told any more: its exit follows
    worker.once('exit', (code, signal) => this.#died(worker, signal ?? `exit code ${code}`));
  }

  #heard(worker: Worker, data: unknown): void {
    const message = messageIn(data);
    if (message?.type === 'stopped') this.#nKilled += message.nKilled;
    if (message?.type !== 'listening' && message?.type !== 'failed') return;
    this.#workers.get(worker)?.said.push(message);
    const call = this.#calls[message.call];
    if (call !== undefined) this.#tell(call, message);
  }

  #tell(call: Call, message: News): void {
    if (message.type === 'listening') {
      this.#hasListened = true;
      call.listening(message, this.#nListening(message.call));
    } else if (!this.#hasListened) {
      const cause = Object.assign(new Error(message.message), { code: message.code });
      this.#giveUp(workersFailed(1, `one could not listen (${message.message})`, cause));
    }
  }

  #nListening(call: number): number {
    return [...this.#workers.values()].filter((life) => listens(life, call)).length;
  }

  #died(worker: Worker, how: string): void {
    const life = this.#workers.get(worker);
    this.#workers.delete(worker);
    if (life === undefined || this.isStopping) return;
    const livedMs = listens(life) ? performance.now() - life.since : 0; // it may load for long before it fails
    const delay = this.#backOff.died(livedMs);
    if (!this.#hasListened && this.#backOff.nEarly >= MOST_FAILURES) {
      this.#giveUp(workersFailed(MOST_FAILURES, how));
      return;
    }
    const next = `Another one is started${delay > 0 ? ` in ${delay} ms` : ''}`;
    this.#calls[0]?.report(workerDied(`worker ${worker.id} (process ${worker.process.pid})`, how, next));
    this.#forkLater(delay);
  }

  #forkLater(ms: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#fork();
    }, ms);
    this.#timers.add(timer);
  }

  #giveUp(error: Error): void {
    void this.stop(0);
    for (const call of this.#calls) call.failed(error);
  }

  async #stop(grace: number): Promise<number> {
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all([...this.#workers].map(([worker, life]) => ended(worker, life.said.length === 0 ? null : grace)));
    return this.#nKilled;
  }
}

/** To one of the calls, or to any. */
function listens({ said }: Life, call?: number): boolean {
  return said.some((news) => news.type === 'listening' && (call === undefined || news.call === call));
}

/** Resolves when it is gone. One that has not listened yet (grace null) hears nothing, and has nothing to end in order. */
function ended(worker: Worker, grace: number | null): Promise<void> {
  return new Promise((resolve) => {
    if (worker.isDead()) {
      resolve();
      return;
    }
    const timer = setTimeout(() => worker.process.kill('SIGKILL'), grace === null ? 0 : within(grace + SLACK_MS));
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    if (grace !== null && worker.isConnected()) post(worker, { type: 'stop', grace: within(grace) });
  });
}

/** Neither a timer nor a message (which is JSON) can say Infinity. */
const within = (ms: number): number => Math.min(ms, MAX_DELAY_MS);
