/**
 * The root of an async body. Its own activations live in the host's promise machinery; here is what others can reach of
 * it: the promise of the `switch` it awaits, and the stand-ins that wait in its place (several with Promise.all).
 */
import { GreenspoolError } from '../errors/greenspool-error.js';
import type { Continuation } from './continuation.js';
import { Frame } from './frame.js';
import { machine, save, unwindTo } from './machine.js';
import { trampoline } from './trampoline.js';

interface Switching {
  promise: Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export class AsyncFrame extends Frame {
  readonly #continuation: Continuation;
  readonly #name: string;
  #start: (() => unknown) | null;
  #switching: Switching | null = null;
  /** Stand-ins that this body awaits, in the order of the calls. */
  readonly waits = new Set<{ interrupt(error: unknown): void; _abandonWait(): void }>();
  /** Errors thrown into it while it waited for nothing of ours: for its next blocking calls. */
  readonly pending: { error: unknown }[] = [];

  /** `start` calls the body; its promise settles the continuation. */
  constructor(c: Continuation, name: string, start: () => unknown) {
    super();
    this.#continuation = c;
    this.#name = name;
    this.#start = start;
  }

  /** A promise for the value with which somebody switches back to this body. */
  switchedAway(): Promise<unknown> {
    if (this.#switching !== null) throw doubleSwitch(this.#name);
    let settle = {} as Omit<Switching, 'promise'>;
    const promise = new Promise<unknown>((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.#switching = { promise, ...settle };
    return promise;
  }

  /** There is a wait that an error can be thrown at. */
  get canBeRaised(): boolean {
    return this.#switching !== null || this.waits.size > 0;
  }

  /** It was killed: nothing that is meant for it may be taken on its way out, and none of its waits may end as if nothing was. */
  leaveWaits(): void {
    for (const wait of this.waits) wait._abandonWait();
  }

  get isSwitchedAway(): boolean {
    return this.#switching !== null;
  }

  resume(value: unknown): unknown {
    if (this.#start !== null) return this.#begin(this.#start);
    const switching = this.#switching;
    if (switching === null) throw new Error('unreachable: switched into an async body that did not switch away');
    this.#switching = null;
    switching.resolve(value);
    return this.#leave();
  }

  raise(error: unknown): unknown {
    if (!this.canBeRaised) this.pending.push({ error });
    const switching = this.#switching;
    this.#switching = null;
    if (switching !== null) {
      if (this.#continuation._dying !== null) switching.promise.catch(() => undefined); // nobody may have awaited it yet
      switching.reject(error);
    }
    for (const wait of [...this.waits]) wait.interrupt(error);
    return this.#leave();
  }

  get label(): string {
    return this.#name;
  }

  #begin(start: () => unknown): unknown {
    this.#start = null;
    const c = this.#continuation;
    Promise.resolve(start()).then(
      (value) => settled(c, value, false),
      (error: unknown) => settled(c, error, true),
    );
    return this.#leave();
  }

  /** The body goes on in a microtask, so control leaves the trampoline here. */
  #leave(): unknown {
    save(this);
    return unwindTo(null, undefined, false);
  }
}

/** The body's promise has settled: its frame is over, and the host resumes whoever gets the result. */
function settled(c: Continuation, value: unknown, failed: boolean): void {
  if (c.dead) return;
  c._frames = null;
  machine.value = value;
  machine.failed = failed;
  trampoline(c);
}

function doubleSwitch(name: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_ASYNC_BUSY',
    tried: `a second switch in ${name}`,
    stopped: 'its async body awaits a switch already, and only one value can come back',
    fix: 'Await one switch after the other',
  });
}

export function switchIntoAsync(name: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_ASYNC_BUSY',
    tried: `switch to ${name}`,
    stopped: 'its async body awaits something other than a switch, so no value can be delivered to it',
    fix: 'Let it `await other.switch()` before others switch to it, or wake it through a queue or event',
  });
}
