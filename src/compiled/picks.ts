/** The methods of `$gs.pick`: for each name that is listed, what stands for a native that cannot park. */
import { generatorPicks } from './generators.js';
import { helpers, type Pick } from './helpers.js';

/** Adds to `$gs.pick`. What is no function becomes one that throws: the arguments are evaluated before the call is made. */
export function definePick(name: string, choose: Pick): void {
  helpers.pick[name] = (method, text) => {
    if (typeof method === 'function') return choose(method, text);
    return () => {
      throw new TypeError(`${text} is not a function`);
    };
  };
}

export function definePicks(picks: Record<string, Pick>): void {
  for (const [name, choose] of Object.entries(picks)) {
    if (!Object.hasOwn(helpers.pick, name)) definePick(name, choose);
  }
}

helpers.pick = {};
definePicks(generatorPicks);
