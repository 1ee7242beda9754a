/**
 * The workers of a program, kept at their number.
 *
 *     fork ─▶ runs ──dies──▶ (back-off) ─▶ fork          stop: each is told, exits by itself, or is killed when its time is over
 * W1: One that dies takes its own connections with it, and no others.
 * W2: When three in a row die before anybody has ever listened, starting is given up: the program cannot run.
 */
import cluster, { type Worker } from 'node:cluster';
import { workerDied, workersFailed } from '../../errors/server.js';
import { BackOff } from './back-off.js';
import { messageIn, type News, post, type Where } from './messages.js';

const MOST_FAILURES = 3;
/** What a worker may take beyond the grace time, to clean up. */
const SLACK_MS = 3000;

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
  readonly #workers = new Map<Worker, { since: number }>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #backOff = new BackOff();
  /** What workers that live have said, for calls that the primary makes later than they. */
  readonly #said = new Map<Worker, News[]>();
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
    for (const messages of this.#said.values()) {
      for (const message of messages) if (message.call === number) this.#tell(call, message);
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
    this.#workers.set(worker, { since: performance.now() });
    this.#said.set(worker, []);
    worker.on('message', (data: unknown) => this.#heard(worker, data));
    worker.on('error', () => undefined); // it cannot be told any more: its exit follows
    worker.once('exit', (code, signal) => this.#died(worker, signal ?? `exit code ${code}`));
  }

  #heard(worker: Worker, data: unknown): void {
    const message = messageIn(data);
    if (message?.type === 'stopped') this.#nKilled += message.nKilled;
    if (message?.type !== 'listening' && message?.type !== 'failed') return;
    this.#said.get(worker)?.push(message);
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
    const listens = (said: News[]) => said.some((news) => news.type === 'listening' && news.call === call);
    return [...this.#said.values()].filter(listens).length;
  }

  #died(worker: Worker, how: string): void {
    const life = this.#workers.get(worker);
    this.#workers.delete(worker);
    this.#said.delete(worker);
    if (life === undefined || this.isStopping) return;
    const delay = this.#backOff.died(performance.now() - life.since);
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
    const all = [...this.#workers.keys()];
    await Promise.all(all.map((worker) => ended(worker, this.#said.get(worker)?.length === 0 ? null : grace)));
    return this.#nKilled;
  }
}

/** Resolves when it is gone. One that has not listened yet (grace null) hears nothing, and has nothing to end in order. */
function ended(worker: Worker, grace: number | null): Promise<void> {
  return new Promise((resolve) => {
    if (worker.isDead()) {
      resolve();
      return;
    }
    const timer = setTimeout(() => worker.process.kill('SIGKILL'), grace === null ? 0 : grace + SLACK_MS);
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    if (grace !== null && worker.isConnected()) post(worker, { type: 'stop', grace });
  });
}
