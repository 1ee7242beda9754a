/** The start of compiled functions while the mode is not RUNNING. */
import { otherCopy } from '../errors/compiled.js';
import { machine, RUNNING } from '../frames/machine.js';
import { textOf } from './text-of.js';

/** The body of the greenlet has been compiled, if this is it; otherwise it has called something that was. */
export function entered(): void {
  $gsm = RUNNING;
  const body = machine.entering;
  if (body === undefined) throw otherCopy('run a compiled function');
  if (body === known) return;
  if (isCompiled(body)) known = body;
  else {
    machine.current._isUncompiled = true;
    machine.current._isLight = false;
  }
}

/** The body that was found to be compiled last: many greenlets run the same one. */
let known: unknown;

/** Every compiled function that calls anything names `$gs` in its text. Bound ones are as good as what they call. */
function isCompiled(body: unknown): boolean {
  const text = textOf(body);
  return text.includes('$gs') || text.endsWith('{ [native code] }');
}
