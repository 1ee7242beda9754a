/** Links: what is called when a greenlet ends, each callback in a greenlet of its own. */
import { notAFunction } from '../errors/misuse.js';
import { Observer } from '../hub/observer.js';
import type { Body } from './body.js';
import type { Greenlet } from './greenlet.js';
import { report } from './report.js';

/** An object that takes a link: `linked` is called in place of a callback, and may not block. AsyncResult is one. */
export interface LinkTarget<T> {
  linked(greenlet: Greenlet<T>): void;
}

/** What can be linked to the end of a greenlet. */
// biome-ignore lint/suspicious/noExplicitAny: a callback for greenlets of any result fits
export type Linked<T = any> = ((greenlet: Greenlet<T>) => unknown) | LinkTarget<T>;

/** Starts a greenlet for a callback; the class of greenlets hands it in, as this module is below it. */
type SpawnLink = (callback: Body, greenlet: Greenlet) => void;

export class Link extends Observer {
  readonly target: Linked;
  readonly #spawn: SpawnLink;
  /** True: only for a success, false: only for a failure, null: for both. */
  readonly #when: boolean | null;

  constructor(target: Linked, spawnLink: SpawnLink, when: boolean | null) {
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
    else target.linked(greenlet);
  }

  override get seesFailures(): boolean {
    return this.#when !== true;
  }
}

export function checkLink(api: string, target: unknown): Linked {
  if (typeof target === 'function') return target as Linked;
  if (typeof (Object(target) as Partial<LinkTarget<unknown>>).linked === 'function') return target as Linked;
  throw notAFunction(api, target);
}
