/**
 * A `Sync` function, done by its asynchronous twin:
 *
 *     readFileSync(path, options)  ─▶  readFile(path, options, done)
 *                                        └ refused at once: the original is asked, for its own error
 * The twin is looked up when it is called, so that whoever has put one of their own in its place is heard (graceful-fs, mocks).
 */
import { type Done, waitForCallback } from '../../greenlet/callback-wait.js';
import type { AnyFunction, Patch } from '../patch.js';

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
  /** Gets what came for a greenlet that was ended first. */
  unwanted?(value: never): void;
  /** What the callback got is turned into what the original comes to; `original` is called as it was. */
  outcome?(done: Done<unknown>, args: unknown[], original: () => unknown): (error: unknown, value: unknown) => void;
}

/** `nArguments`: how many the original looks at; callers as `map` pass more. */
export function twin(holder: object, name: string, nArguments: number, differences: Differences = {}): Patch {
  const { label = `fs.${name}`, twin: twinName = name.replace(/Sync$/, ''), concerns } = differences;
  const start = starter(differences.twinHolder ?? holder, twinName, differences);
  const unwanted = differences.unwanted as ((value: unknown) => void) | undefined;
  const cooperative: Patch['cooperative'] = (original) =>
    function (this: unknown, ...given: unknown[]): unknown {
      const args = given.slice(0, nArguments);
      const instead = () => original.apply(this, args);
      return waitForCallback<unknown>(label, {
        about: `the answer of ${twinName}`,
        begin: (done) => start(this, args, done, instead),
        instead,
        ...(unwanted && { unwanted }),
      });
    };
  return { holder, name, label, cooperative, concerns };
}

type Start = (self: unknown, args: unknown[], done: Done<unknown>, original: () => unknown) => undefined;

function starter(holder: object, name: string, differences: Differences): Start {
  return (self, args, done, original) => {
    const callback = differences.outcome?.(done, args, original) ?? done;
    try {
      const fn = (holder as Record<string, AnyFunction>)[name] as AnyFunction;
      fn.call(self, ...(differences.arguments?.(args) ?? args), callback);
    } catch {
      settle(done, original);
    }
    return undefined;
  };
}

/** Hands what a function comes to, in one way or the other, to a callback. */
export function settle<T>(done: Done<T>, fn: () => T): void {
  let value: T;
  try {
    value = fn();
  } catch (error) {
    done(error);
    return;
  }
  done(null, value);
}
