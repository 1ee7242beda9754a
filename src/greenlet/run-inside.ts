/**
 * Blocking calls that take several steps, or call a function of the user, are written as generators and run here, once for
 * all kinds of body:
 *
 *     compiled plain, generator   as a frame of the greenlet itself, on top of the body's: getCurrent() stays what it was
 *     async, main                 as a greenlet of its own, which the returned promise stands for: these have no frames
 */
import { canBeLeft, KIND } from '../frames/continuation.js';
import { GeneratorFrame } from '../frames/generator-frame.js';
import { machine, save, UNWINDING, unwindTo } from '../frames/machine.js';
import { checkMayWait, completed, mustThrow } from '../hub/wait.js';
import { waitForChild } from './child.js';
import { Greenlet } from './greenlet.js';

/** Yields blocking calls and frames; returns the result. */
export type Steps = Generator<unknown, unknown, never>;

/** Runs the steps as the blocking call `api`. One that is `forDying` does not throw when the caller is being killed. */
export function runInside(api: string, steps: () => Steps, forDying = false): unknown {
  checkMayWait(api);
  const c = machine.current;
  if (!forDying && mustThrow(c)) return completed(api, undefined);
  if (c._kind !== KIND.PLAIN && !canBeLeft(c)) return asChild(api, steps);
  c._call = api;
  save(new GeneratorFrame(steps(), { name: api }));
  return unwindTo(c, undefined, false);
}

function asChild(api: string, steps: () => Steps): unknown {
  const child = new Greenlet(steps);
  child.name = api;
  return waitForChild(child.start());
}

/**
 * The result of a blocking call inside the steps: `yield* settled(call())`. Calls that have it at once return it as it is when
 * the greenlet is a plain one, and a greenlet or promise that is yielded would be waited for.
 */
export function* settled<T>(result: unknown): Generator<unknown, T, never> {
  return ($gsm === UNWINDING ? yield result : result) as T;
}
