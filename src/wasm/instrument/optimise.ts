/**
 * The optimiser behind the split: it removes what the fast versions cannot reach. The thunks must not be inlined into the table of
 * `reenter`: one frame that holds the locals of every function would be enormous.
 */
import { withBinaryen } from './binaryen.js';
import type { Features } from './scan.js';

export type Optimize = 'speed' | 'size' | 'none';

export function optimise(bytes: Uint8Array, features: Features, goal: Optimize, keepNames: boolean): Uint8Array {
  const [optimizeLevel, shrinkLevel] = goal === 'speed' ? [3, 0] : [2, goal === 'size' ? 2 : 0];
  const settings = { optimizeLevel, shrinkLevel, debugInfo: keepNames, passArguments: { 'no-inline': 'gs.thunk*' } };
  return withBinaryen(bytes, features, settings, (module) => {
    if (goal === 'none') return module.runPasses(['remove-unused-module-elements']);
    module.runPasses(['no-inline']);
    module.optimize();
  });
}
