/**
 * What a patch is, and the function that takes the original's place:
 *
 *     called outside greenlets                       the original
 *     in a greenlet whose callers can all be left    the cooperative function: parks, others run
 *     in a greenlet that cannot be left here         the original, which blocks the thread; counted (crossings.ts)
 */
import { canBeLeft, KIND } from '../frames/continuation.js';
import { stoppedBy } from '../frames/crossing.js';
import { machine } from '../frames/machine.js';
import { countBlocked } from './blocked.js';

// biome-ignore lint/suspicious/noExplicitAny: functions of every signature are patched
export type AnyFunction = (this: any, ...args: any[]) => any;

/** One function that gets a cooperative twin. */
export interface Patch {
  /** The object that has it: the exports of a built-in module, a prototype, a global. */
  readonly holder: object;
  readonly name: string;
  /** How reports call it: 'fs.readFileSync'. */
  readonly label: string;
  /**
   * Makes the cooperative function, which is called with the same `this` and arguments in a greenlet that can be left. It has to
   * end with a blocking call (waitForCallback, waitFor, runInside), whose `instead` is the original where there is one.
   */
  cooperative(original: AnyFunction): AnyFunction;
}

/** The function that is put in the place of the original: same name, length and properties. */
export function patched({ label, cooperative }: Patch, original: AnyFunction): AnyFunction {
  const inGreenlet = cooperative(original);
  function call(this: unknown, ...args: unknown[]): unknown {
    return mayPark(label, call) ? inGreenlet.apply(this, args) : original.apply(this, args);
  }
  return Object.defineProperties(call, Object.getOwnPropertyDescriptors(original));
}

function mayPark(label: string, inner: AnyFunction): boolean {
  const c = machine.current;
  if (c.kind !== KIND.PLAIN || machine.inCallback || machine.forbidden !== null || !canBeLeft(c)) return false;
  const stop = stoppedBy(inner);
  if (stop === null) return true;
  countBlocked(label, stop);
  return false;
}
