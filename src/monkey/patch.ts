/**
 * What a patch is, and the function that takes the original's place:
 *
 *     called outside greenlets, in generator and async bodies   the original
 *     in a greenlet whose callers can all be left               the cooperative function: parks, others run
 *     in a greenlet that cannot be left here                    the original, which blocks the thread; counted (blocked.ts)
 *     in one that is being killed, in its `finally`             the original, so that the file is closed; what may wait for long
 *                                                               throws the kill again, as all blocking calls do
 *
 * Patches of one function lie one above the other, as layers; one that is off, or that a call does not concern, hands the call
 * on to what was there before it.
 */
import { canBeLeft, KIND } from '../frames/continuation.js';
import { stoppedBy } from '../frames/crossing.js';
import { ENTERING, machine, RUNNING } from '../frames/machine.js';
import { countBlocked } from './blocked.js';

// constants of this module, as in greenlet/greenlet.ts: outside greenlets nobody is to pay for being patched
const state = machine;
const plain = KIND.PLAIN;

// biome-ignore lint/suspicious/noExplicitAny: functions of every signature are patched
export type AnyFunction = (this: any, ...args: any[]) => any;

interface Target {
  /** The object that has it: the exports of a built-in module, a prototype, a global. */
  readonly holder: object;
  readonly name: string;
  /** How reports call it: 'fs.readFileSync'. */
  readonly label: string;
}

/** One function that gets a cooperative twin. */
export interface Patch extends Target {
  /**
   * Makes the cooperative function, which is called with the same `this` and arguments in a greenlet that can be left. It has to
   * end with a blocking call (waitForCallback, waitFor, runInside), whose `instead` is the original where there is one. `patched` is
   * what the program calls: the stacks of errors begin behind it.
   */
  cooperative(original: AnyFunction, patched: AnyFunction): AnyFunction;
  /** How long it takes is up to somebody else: not for a greenlet that is being killed. */
  readonly mayTakeLong?: boolean;
  /** Whether it is about a call with these arguments at all; it always is if this is not given. */
  readonly concerns?: ((args: unknown[]) => boolean) | undefined;
  /** What blocks the thread, if that is more than the original. */
  blocking?(original: AnyFunction): AnyFunction;
}

/** A function that another one takes the place of, whoever calls it. */
export interface Replacement extends Target {
  replacement(original: AnyFunction): AnyFunction;
}

/** A function that was put over another one. */
export interface Layer {
  readonly label: string;
  readonly original: AnyFunction;
  readonly fn: AnyFunction;
  isOn: boolean;
}

export function layerOver(original: AnyFunction, patch: Patch | Replacement): Layer {
  const layer = 'replacement' in patch ? replacing(patch, original) : cooperating(patch, original);
  Object.defineProperties(layer.fn, Object.getOwnPropertyDescriptors(original));
  return layer;
}

function replacing({ label, replacement }: Replacement, original: AnyFunction): Layer {
  const instead = replacement(original);
  function call(this: unknown): unknown {
    // biome-ignore lint/complexity/noArguments: as in `cooperating`
    return (layer.isOn ? instead : original).apply(this, arguments as unknown as unknown[]);
  }
  const layer: Layer = { label, original, fn: call, isOn: true };
  return layer;
}

function cooperating({ label, cooperative, mayTakeLong, concerns, blocking }: Patch, original: AnyFunction): Layer {
  const blocks = blocking?.(original) ?? original;
  const inGreenlet = cooperative(blocks, call);
  function inside(this: unknown, ...args: unknown[]): unknown {
    if (!layer.isOn || (concerns !== undefined && !concerns(args))) return original.apply(this, args);
    if (state.current._dying !== null && mayTakeLong !== true) return blocks.apply(this, args);
    const stop = whoStops(call);
    if (stop === null) return inGreenlet.apply(this, args);
    if (stop !== NOBODY) countBlocked(label, stop);
    return blocks.apply(this, args);
  }
  function call(this: unknown): unknown {
    const to = state.current._kind === plain ? inside : layer.isOn ? blocks : original;
    // biome-ignore lint/complexity/noArguments: it costs no object in optimised code when it is only handed on
    return to.apply(this, arguments as unknown as unknown[]);
  }
  const layer: Layer = { label, original, fn: call, isOn: true };
  return layer;
}

/** Nothing may wait here, and nobody in particular is the reason. */
const NOBODY = '';

function whoStops(inner: AnyFunction): string | null {
  if (state.inCallback || state.forbidden !== null) return NOBODY;
  if ($gsm === ENTERING && state.entering === inner) $gsm = RUNNING; // it is itself the greenlet's body
  return canBeLeft(state.current) ? stoppedBy(inner) : 'the body of the greenlet';
}
