/**
 * The optimiser behind the split: it removes what the fast versions cannot reach. Two rules about inlining, both measured on QuickJS:
 *   - thunks are not inlined into the table of `reenter`: one frame with the locals of every function would be enormous;
 *   - the module's own functions are not inlined at all: its compiler has done what was useful, and a fast version that swallows
 *     others runs slower on V8, which inlines by itself (Node 26: 1.32 times the original with inlining, 1.16 without).
 * For speed level 1 and inlining is enough: level 2 takes three times as long, gains 2 % of size, and no speed.
 */
import { runPass, withBinaryen } from './binaryen.js';
import { ownFunctions, unmarkNames } from './names.js';
import type { Features } from './scan.js';

export type Optimize = 'speed' | 'size' | 'none';

export function optimise(bytes: Uint8Array, features: Features, goal: Optimize, keepNames: boolean): Uint8Array {
  const [optimizeLevel, shrinkLevel] = goal === 'size' ? [2, 2] : [1, 0];
  const optimised = withBinaryen(bytes, features, { optimizeLevel, shrinkLevel, debugInfo: keepNames }, (module) => {
    if (goal === 'none') return module.runPasses(['remove-unused-module-elements']);
    for (const pattern of ['gs.thunk*', ownFunctions]) runPass(module, 'no-inline', pattern);
    if (goal === 'speed') module.runPasses(['inlining']);
    module.optimize();
  });
  return keepNames ? unmarkNames(optimised) : optimised;
}
