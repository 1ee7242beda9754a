/** `serve` with workers, in the primary: it serves nobody itself. */
import cluster from 'node:cluster';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { checkTimeout } from '../../greenlet/joining.js';
import { waitFor } from '../../greenlet/wait-for.js';
import { DEFAULT_GRACE_MS, type ServeOptions, type StopOptions } from '../options.js';
import type { Serving } from '../serving.js';
import { forgetSignals, stopOnSignals } from '../signals.js';
import { tell } from '../tell.js';
import { type Call, Crew } from './crew.js';
import type { Where } from './messages.js';

/** All calls of `serve` share the workers, as each worker makes all of them. */
let crew: Crew | null = null;

export function serveThroughWorkers(
  workers: number | 'auto',
  options: ServeOptions,
  serveHere: () => Promise<Serving>,
): Promise<Serving> {
  if (cluster.isWorker) return serveHere();
  const size = workers === 'auto' ? availableParallelism() : workers;
  if (crew === null || crew.isStopping) crew = new Crew(size);
  const serving = new ServingByWorkers(crew, options);
  return serving.whenUp;
}

class ServingByWorkers implements Serving, Call {
  readonly #crew: Crew;
  readonly #options: ServeOptions;
  readonly whenUp: Promise<Serving>;
  #up!: (serving: Serving) => void;
  #down!: (error: Error) => void;
  #where: Where | null = null;

  constructor(crew: Crew, options: ServeOptions) {
    this.#crew = crew;
    this.#options = options;
    this.whenUp = new Promise((resolve, reject) => {
      this.#up = resolve;
      this.#down = reject;
    });
    crew.add(this);
    if (options.signals !== false) stopOnSignals(this);
  }

  get address(): AddressInfo | string | null {
    return this.#where?.address ?? null;
  }

  get port(): number | undefined {
    return (this.address as AddressInfo | null)?.port;
  }

  get url(): string {
    return this.#where?.url ?? '';
  }

  get nWorkers(): number {
    return this.#crew.size;
  }

  /** @internal */
  listening(where: Where, nListening: number): void {
    this.#where = where;
    if (nListening === this.#crew.size) this.#up(this);
  }

  /** @internal */
  failed(error: Error): void {
    forgetSignals(this);
    this.#down(error);
  }

  /** @internal */
  report(error: Error): void {
    tell(this.#options, error, { who: 'A worker' });
  }

  // biome-ignore lint/suspicious/noExplicitAny: a number, or a promise of it in main and async bodies
  stop({ grace = this.#options.grace ?? DEFAULT_GRACE_MS }: StopOptions = {}): any {
    checkTimeout('stop', grace);
    return waitFor(this.#crew.stop(grace).finally(() => forgetSignals(this)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
