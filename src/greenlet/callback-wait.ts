/** Waiting for a function of Node that calls back: host-wait.ts says how. */
import { HostWait, type HostWork } from './host-wait.js';

/** As Node calls back: an error, or null or undefined and a value. */
export type Done<T> = (error: unknown, value?: T) => void;

export interface CallbackWait<T> extends Pick<HostWork<T>, 'unwanted' | 'instead'> {
  /** As that of HostWork, which is late: in the order in which the callers have left. */
  begin(done: Done<T>): (() => void) | undefined;
  /** What is waited for, in dumps. */
  readonly about?: string;
}

/** Blocks until the work calls back; `call` is the name in messages and dumps. Throws what it fails with. May switch away. */
// biome-ignore lint/suspicious/noExplicitAny: T, or a promise of it in main and async bodies
export function waitForCallback<T>(call: string, work: CallbackWait<T>): any {
  return new HostWait(call, new CallbackWork(work)).wait({});
}

class CallbackWork<T> implements HostWork<T> {
  readonly #work: CallbackWait<T>;
  readonly about: string;
  readonly isLate = true;
  readonly instead?: () => unknown;

  constructor(work: CallbackWait<T>) {
    this.#work = work;
    this.about = work.about ?? 'a callback';
    if (work.instead !== undefined) this.instead = () => work.instead?.();
  }

  begin(resolve: (value: T) => void, reject: (error: unknown) => void): (() => void) | undefined {
    return this.#work.begin((error, value) => {
      if (error === null || error === undefined) resolve(value as T);
      else reject(error);
    });
  }

  unwanted(value: T): void {
    this.#work.unwanted?.(value);
  }
}
