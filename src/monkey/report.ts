/** What is patched, what is not, and where the thread was blocked all the same. */
import { type BlockedCalls, blockedCalls } from './blocked.js';
import { type Captured, capturedBefore } from './captured.js';
import { type AnyPatch, isAbsent, isOverlaid } from './install.js';
import { patchesOf, patchNames } from './registry.js';
import { isOn } from './state.js';

export interface Report {
  /** The functions that are patched, as 'fs.readFileSync'. */
  patched: string[];
  /** Those that this version of Node does not have. */
  absent: string[];
  /** Those over which somebody has put a function of their own since. That one was left where it is. */
  overlaid: string[];
  /** Modules that hold an original, and so block as ever. Only what they export can be seen. */
  captured: Captured[];
  /** Calls in greenlets that blocked the thread because a caller cannot be left, the most frequent first. */
  blocked: BlockedCalls[];
}

/**
 * What is patched, what somebody holds in its original form, and which calls blocked the thread in spite of all. Does not
 * switch.
 *
 * @example
 * patch('fs');
 * console.log(report().patched.includes('fs.statSync')); // prints true
 */
export function report(): Report {
  const on = patchNames.filter(isOn).flatMap((name) => [...patchesOf(name)]);
  const all = patchNames.flatMap((name) => [...patchesOf(name)]);
  const labels = (patches: AnyPatch[]) => patches.map(({ label }) => label);
  return {
    patched: labels(on.filter((patch) => !isAbsent(patch) && !isOverlaid(patch))),
    absent: labels(on.filter(isAbsent)),
    overlaid: labels(all.filter(isOverlaid)),
    captured: capturedBefore(on),
    blocked: blockedCalls(),
  };
}
