/**
 * The optimiser behind the split: it removes what the fast versions cannot reach. Two rules about inlining, both measured on QuickJS:
 *   - thunks are not inlined into the table of `reenter`: one frame with the locals of every function would be enormous;
 *   - the module's own functions are not inlined at all: its compiler has done what was useful, and a fast version that swallows
 *     others runs slower on V8, which inlines by itself (1.32 times the original with inlining, 1.16 without).
 */
import { runPass, withBinaryen } from './binaryen.js';
import { ownFunctions, unmarkNames } from './names.js';
import type { Features } from './scan.js';

export type Optimize = 'speed' | 'size' | 'none';

export function optimise(bytes: Uint8Array, features: Features, goal: Optimize, keepNames: boolean): Uint8Array {
  const settings = { optimizeLevel: 2, shrinkLevel: goal === 'size' ? 2 : 0, debugInfo: keepNames };
  const optimised = withBinaryen(bytes, features, settings, (module) => {
    if (goal === 'none') return module.runPasses(['remove-unused-module-elements']);
    for (const pattern of ['gs.thunk*', ownFunctions]) runPass(module, 'no-inline', pattern);
    module.optimize();
  });
  return keepNames ? unmarkNames(optimised) : optimised;
}
