/** The methods of `$gs.pick`: for each name that is listed, what stands for a native that cannot park. */
import { generatorPicks } from './generators.js';
import { helpers, type Pick } from './helpers.js';

/** Adds to `$gs.pick`. Whatever is chosen, what is no function is the TypeError that the call would have been. */
export function definePick(name: string, choose: Pick): void {
  helpers.pick[name] = (method, text) => {
    if (typeof method !== 'function') throw new TypeError(`${text} is not a function`);
    return choose(method, text);
  };
}

export function definePicks(picks: Record<string, Pick>): void {
  for (const [name, choose] of Object.entries(picks)) {
    if (!(name in helpers.pick)) definePick(name, choose);
  }
}

helpers.pick = Object.create(null) as Record<string, Pick>;
definePicks(generatorPicks);
