/** The methods of `$gs.pick`: for each name that is listed, what stands for a native that cannot park. */
import { generatorPicks } from './generators.js';
import { helpers, type Pick } from './helpers.js';

/** Adds to `$gs.pick`; what is there already stays. */
export function definePicks(picks: Record<string, Pick>): void {
  const all = Object.entries(picks).map(([name, choose]) => [name, checked(choose)] as const);
  helpers.pick = Object.fromEntries([...all, ...Object.entries(helpers.pick ?? {})]);
}

/** What is no function becomes one that throws: the arguments are evaluated before the call is made. */
function checked(choose: Pick): Pick {
  return (method, text) => {
    if (typeof method === 'function') return choose(method, text);
    return () => {
      throw new TypeError(`${text} is not a function`);
    };
  };
}

definePicks(generatorPicks);
