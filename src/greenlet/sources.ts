/** What `wait` and `iwait` accept, as something that tells when it is ready. */
import { badArgument } from '../errors/misuse.js';
import { isThenable } from '../frames/body-frame.js';
import type { Observer, Waitable } from '../hub/observer.js';

interface ChildProcess {
  readonly exitCode: number | null;
  readonly signalCode: string | null;
  once(event: 'exit', listener: () => void): unknown;
  removeListener(event: 'exit', listener: () => void): unknown;
}

/** Ready when it has settled, either way. A promise cannot forget, so it keeps only this. */
class PromiseSource implements Waitable {
  readonly #promise: PromiseLike<unknown>;
  #observer: Observer | null = null;

  constructor(promise: PromiseLike<unknown>) {
    this.#promise = promise;
  }

  _observe(observer: Observer): void {
    this.#observer = observer;
    const settled = () => this.#observer?.ended(this);
    this.#promise.then(settled, settled);
  }

  _unobserve(): void {
    this.#observer = null;
  }
}

/** Ready when it has ended. */
class ProcessSource implements Waitable {
  readonly #process: ChildProcess;
  #listener: () => void = () => undefined;

  constructor(process: ChildProcess) {
    this.#process = process;
  }

  _observe(observer: Observer): void {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) observer.ended(this);
    else {
      this.#listener = () => observer.ended(this);
      this.#process.once('exit', this.#listener);
    }
  }

  _unobserve(): void {
    this.#process.removeListener('exit', this.#listener);
  }
}

/** Throws GS_BAD_ARGUMENT for what never becomes ready. */
export function sourceOf(api: string, object: unknown): Waitable {
  if (typeof object === 'object' && object !== null) {
    if (isWaitable(object)) return object;
    if (isProcess(object)) return new ProcessSource(object);
    if (isThenable(object)) return new PromiseSource(object);
  }
  throw badArgument(api, 'expected greenlets, events, semaphores, results, promises or child processes', object);
}

function isWaitable(object: object): object is Waitable {
  const { _observe, _unobserve } = object as Partial<Waitable>;
  return typeof _observe === 'function' && typeof _unobserve === 'function';
}

function isProcess(object: object): object is ChildProcess {
  return 'exitCode' in object && typeof (object as Partial<ChildProcess>).once === 'function';
}

export function listOf(api: string, objects: unknown): unknown[] {
  if (typeof objects === 'object' && objects !== null && Symbol.iterator in objects)
    return [...(objects as Iterable<unknown>)];
  throw badArgument(api, 'expected an array or another iterable', objects);
}
