import { lost } from '../frames/lost.js';
import { CONSTRUCTING, ENTERING } from '../frames/machine.js';
import { nameOfResume } from '../frames/sites.js';
import { checkOwn, namesIn } from './barriers.js';
import { takeConstructed } from './construct.js';
import { entered } from './entering.js';

/** A compiled function begins, and the mode is not RUNNING. What it returns, a constructor is to return at once. */
export function enter(name: string, _newTarget?: unknown): unknown {
  if ($gsm === CONSTRUCTING) return takeConstructed();
  if ($gsm === ENTERING) return entered();
  checkOwn(name);
  throw lost({ kind: 'foreign', name: callerOf(name) });
}

/** Who called the compiled function `name` although a call in it unwinds: the foreign frame, if the stack shows it. */
function callerOf(name: string): string | undefined {
  const names = namesIn(new Error());
  const own = names.findIndex((one) => one === name || one.endsWith(`.${name}`) || nameOfResume(one) === name);
  return own < 0 ? undefined : names[own + 1];
}
