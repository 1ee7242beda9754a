/**
 * A `Sync` function, done by its asynchronous twin:
 *
 *     readFileSync(path, options)  ─▶  readFile(path, options, done)
 *                                        └ refused at once: the original is asked, for its own error
 * The twin is looked up when it is called, so that whoever has put one of their own in its place is heard (graceful-fs, mocks).
 */
import { type CallbackWait, type Done, waitForCallback } from '../../greenlet/callback-wait.js';
import type { AnyFunction, Patch } from '../patch.js';
import { settle } from '../settle.js';
import { inTurn } from './turns.js';

/** How a twin differs from `name` without Sync, called with the same arguments. */
export interface Differences {
  readonly label?: string;
  readonly twin?: string;
  /** Who has the twin. */
  readonly twinHolder?: object;
  /** The arguments that the twin gets, if they are not the same. */
  arguments?(args: unknown[]): unknown[];
  /** False: the call is done by the original. */
  concerns?(args: unknown[]): boolean;
  /** It opens what its first argument names, and closes it in a later step. */
  readonly holdsFile?: boolean;
  /** Gets what came for a greenlet that was ended first. */
  unwanted?(value: never): void;
  /** What the callback got is turned into what the original comes to; `original` is called as it was. */
  outcome?(done: Done<unknown>, args: unknown[], original: () => unknown): (error: unknown, value: unknown) => void;
}

/** `nArguments`: how many the original looks at; callers as `map` pass more. */
export function twin(holder: object, name: string, nArguments: number, differences: Differences = {}): Patch {
  const { label = `fs.${name}`, twin: twinName = name.replace(/Sync$/, ''), concerns } = differences;
  const spec = {
    holder: differences.twinHolder ?? holder,
    name: twinName,
    about: `the answer of ${twinName}`,
    differences,
  };
  const cooperative: Patch['cooperative'] = (original) =>
    function (this: unknown, ...args: unknown[]): unknown {
      if (args.length > nArguments) args.length = nArguments;
      return waitForCallback<unknown>(label, new TwinCall(spec, original, this, args));
    };
  return { holder, name, label, cooperative, concerns };
}

interface Spec {
  readonly holder: object;
  readonly name: string;
  readonly about: string;
  readonly differences: Differences;
}

/** One call. A class and not closures, as there is one for each call. */
class TwinCall implements CallbackWait<unknown> {
  readonly #spec: Spec;
  readonly #original: AnyFunction;
  readonly #self: unknown;
  readonly #args: unknown[];

  constructor(spec: Spec, original: AnyFunction, self: unknown, args: unknown[]) {
    this.#spec = spec;
    this.#original = original;
    this.#self = self;
    this.#args = args;
  }

  begin(done: Done<unknown>): (() => void) | undefined {
    const { holdsFile } = this.#spec.differences;
    if (holdsFile === true && typeof this.#args[0] !== 'number') return inTurn((over) => this.#callInTurn(done, over));
    this.#call(done);
    return undefined;
  }

  #callInTurn(done: Done<unknown>, over: () => void): void {
    this.#call((error, value) => {
      over();
      done(error, value);
    });
  }

  #call(done: Done<unknown>): void {
    const { holder, name, differences } = this.#spec;
    const args = this.#args;
    const callback = differences.outcome?.(done, args, () => this.instead()) ?? done;
    try {
      const fn = (holder as Record<string, AnyFunction>)[name] as AnyFunction;
      fn.call(this.#self, ...(differences.arguments?.(args) ?? args), callback);
    } catch {
      settle(done, () => this.instead());
    }
  }

  unwanted(value: unknown): void {
    (this.#spec.differences.unwanted as ((value: unknown) => void) | undefined)?.(value);
  }

  instead(): unknown {
    return this.#original.apply(this.#self, this.#args);
  }

  get about(): string {
    return this.#spec.about;
  }
}
