/** AbortSignals as options of blocking calls: what counts as one, and listening to it for as long as a wait lasts. */
import { badArgument } from '../errors/misuse.js';

export interface SignalOptions {
  /** Ends the wait when it is aborted, with its `reason`. */
  signal?: AbortSignal;
}

export function checkSignal(api: string, signal: unknown): void {
  if (signal === undefined) return;
  const { aborted, addEventListener } = (signal ?? {}) as Partial<AbortSignal>;
  if (typeof aborted === 'boolean' && typeof addEventListener === 'function') return;
  throw badArgument(api, 'expected an AbortSignal', signal);
}

/** Calls `aborted(reason)` once; `stop` takes the listener back, however often it is called. */
export class AbortWatch {
  readonly #signal: AbortSignal;
  readonly #listener: () => void;

  constructor(signal: AbortSignal, aborted: (reason: unknown) => void) {
    this.#signal = signal;
    this.#listener = () => aborted(signal.reason);
    signal.addEventListener('abort', this.#listener, { once: true });
  }

  stop(): void {
    this.#signal.removeEventListener('abort', this.#listener);
  }
}
