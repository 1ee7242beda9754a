/** The methods of `$gs.pick`: for each name that is listed, what stands for a native that cannot park. */
import { generatorPicks } from './generators.js';
import { helpers, type Pick } from './helpers.js';

/** Adds to `$gs.pick`; what is there already stays. */
export function definePicks(picks: Readonly<Record<string, Pick>>): void {
  helpers.pick = { ...picks, ...helpers.pick };
}

definePicks(generatorPicks);
