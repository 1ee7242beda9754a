/** The helpers for parameters of generator functions that may park (compiler/parameters.ts has the text they stand in). */
import { isToken, saveGeneratorCall } from '../frames/generator-call.js';
import { lost } from '../frames/lost.js';
import { RUNNING } from '../frames/machine.js';
import { checkOwn } from './barriers.js';

/** Behind the evaluation of the parameters: when it has parked, the generator that the engine makes next waits for it. */
export function formals(t: unknown): void {
  if ($gsm === RUNNING) return;
  checkOwn('the parameters of a generator function');
  if (!isToken(t)) throw lost({ kind: 'foreign' });
  saveGeneratorCall();
}

const { slice } = Array.prototype;

/** The arguments from `first` on, for a rest parameter. */
export function tail(args: ArrayLike<unknown>, first: number): unknown[] {
  return slice.call(args, first);
}

/** The generator's body was entered before its parameters were there. */
export function early(name: string): never {
  if ($gsm === RUNNING) throw new TypeError('Generator is already running');
  checkOwn(name);
  throw lost({ kind: 'generator' });
}
