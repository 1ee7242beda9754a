/** Links: what is called when a greenlet ends, each callback in a greenlet of its own. */
import { notAFunction } from '../errors/misuse.js';
import { Observer } from '../hub/observer.js';
import type { Body } from './body.js';
import type { Greenlet } from './greenlet.js';
import { report } from './report.js';

/** What can be told of an outcome, as an AsyncResult. */
export interface OutcomeTarget {
  set(value: never): void;
  setException(error: unknown): void;
}

// biome-ignore lint/suspicious/noExplicitAny: a callback for greenlets of any result fits
export type LinkTarget<T = any> = ((greenlet: Greenlet<T>) => unknown) | OutcomeTarget;

/** Starts a greenlet for a callback; the class of greenlets hands it in, as this module is below it. */
type SpawnLink = (callback: Body, greenlet: Greenlet) => void;

export class Link extends Observer {
  readonly target: LinkTarget;
  readonly #spawn: SpawnLink;
  /** True: only for a success, false: only for a failure, null: for both. */
  readonly #when: boolean | null;

  constructor(target: LinkTarget, spawnLink: SpawnLink, when: boolean | null) {
    super();
    this.target = target;
    this.#spawn = spawnLink;
    this.#when = when;
  }

  ended(greenlet: Greenlet): void {
    if (this.#when !== null && this.#when !== greenlet.successful()) return;
    try {
      this.#call(greenlet);
    } catch (error) {
      report(error, null); // a setter that fails, or no memory for a greenlet, must not keep the others waiting
    }
  }

  #call(greenlet: Greenlet): void {
    const { target } = this;
    if (typeof target === 'function') this.#spawn(target, greenlet);
    else if (greenlet.successful()) target.set(greenlet.value as never);
    else target.setException(greenlet.failedWith);
  }

  override get seesFailures(): boolean {
    return this.#when !== true;
  }
}

export function checkLink(api: string, target: unknown): LinkTarget {
  if (typeof target === 'function') return target as LinkTarget;
  const { set, setException } = Object(target) as Partial<OutcomeTarget>;
  if (typeof set === 'function' && typeof setException === 'function') return target as OutcomeTarget;
  throw notAFunction(api, target);
}
