/**
 * What `waitFor` waits for, as work of the host (host-wait.ts): the next event of an emitter or a target, the end of a promise.
 * Nobody listens any more when the wait is over, however it ends.
 */
import { describe } from '../errors/misuse.js';
import type { HostWork } from './host-wait.js';

export type EventName = string | symbol;

export interface Emitter {
  once(name: EventName, listener: (...args: unknown[]) => void): unknown;
  removeListener(name: EventName, listener: (...args: unknown[]) => void): unknown;
}

type Settle = (value: unknown) => void;

/** What `waitFor` waits for; a Timeout names the call too. */
export abstract class Source implements HostWork<unknown> {
  abstract readonly about: string;
  abstract begin(resolve: Settle, reject: Settle): (() => void) | undefined;

  get tried(): string {
    return `waitFor() of ${this.about}`;
  }
}

/** A promise cannot be told to forget: it keeps the wait, which by then does not listen. */
export class PromiseSource extends Source {
  readonly about = 'a promise';
  readonly #promise: PromiseLike<unknown>;

  constructor(promise: PromiseLike<unknown>) {
    super();
    this.#promise = promise;
  }

  begin(resolve: Settle, reject: Settle): undefined {
    this.#promise.then(resolve, reject);
  }
}

/** As Node's `events.once`: the arguments of the event as an array; an 'error' that comes instead is thrown. */
export class EmitterSource extends Source {
  readonly #emitter: Emitter;
  readonly #name: EventName;

  constructor(emitter: Emitter, name: EventName) {
    super();
    this.#emitter = emitter;
    this.#name = name;
  }

  get about(): string {
    return eventOf(this.#emitter, this.#name);
  }

  begin(resolve: Settle, reject: Settle): () => void {
    const emitter = this.#emitter;
    const name = this.#name;
    const unlisten = (): void => {
      emitter.removeListener(name, happened);
      emitter.removeListener('error', erred);
    };
    const happened = (...args: unknown[]): void => {
      unlisten();
      resolve(args);
    };
    const erred = (error: unknown): void => {
      unlisten();
      reject(error);
    };
    emitter.once(name, happened);
    if (name !== 'error') emitter.once('error', erred);
    return unlisten;
  }
}

/** An EventTarget has no errors of its own: an 'error' is an event like others. */
export class TargetSource extends Source {
  readonly #target: EventTarget;
  readonly #name: string;

  constructor(target: EventTarget, name: string) {
    super();
    this.#target = target;
    this.#name = name;
  }

  get about(): string {
    return eventOf(this.#target, this.#name);
  }

  begin(resolve: Settle): () => void {
    const happened = (event: unknown): void => resolve([event]);
    this.#target.addEventListener(this.#name, happened, { once: true });
    return () => this.#target.removeEventListener(this.#name, happened);
  }
}

function eventOf(source: object, name: EventName): string {
  return `'${String(name)}' of ${describe(source)}`;
}
