/** Making greenlets. */

import { type Body, checkBody, type Result } from './body.js';
import { getCurrent } from './current.js';
import { Greenlet } from './greenlet.js';
import { checkDelay } from './joining.js';
import { checkGreenlet } from './refusals.js';

const NO_ARGUMENTS: unknown[] = [];

/**
 * A greenlet that has not started; its first `switch(...args)` runs `fn(...args)`. The parent, which gets its result, is
 * the current greenlet unless another one is given. Does not switch. Throws GS_NOT_A_FUNCTION, GS_BAD_ARGUMENT.
 *
 * @example
 * const g = greenlet(function* (name) { return `hello ${name}` });
 * console.log(g.switch('you')); // prints hello you
 */
export function greenlet<F extends Body>(fn: F, parent?: Greenlet): Greenlet<Result<F>> {
  checkBody('greenlet', fn);
  const wanted = parent === undefined ? getCurrent() : checkGreenlet('greenlet', parent);
  return new Greenlet(fn, NO_ARGUMENTS, wanted);
}

/**
 * A greenlet that the hub runs soon, with these arguments. Its result is for whoever joins, gets, links or awaits it.
 * Does not switch. Throws GS_NOT_A_FUNCTION, GS_OUT_OF_MEMORY.
 *
 * @example
 * const g = spawn(function* (ms) { yield sleep(ms); return 'done' }, 10);
 * console.log(await g); // prints done
 */
export function spawn<F extends Body>(fn: F, ...args: Parameters<F>): Greenlet<Result<F>> {
  return new Greenlet<Result<F>>(checkBody('spawn', fn), args).start();
}

/** Like spawn, but the greenlet starts after `ms` milliseconds. Killing it before then means that it never runs. */
export function spawnLater<F extends Body>(ms: number, fn: F, ...args: Parameters<F>): Greenlet<Result<F>> {
  checkDelay('spawnLater', ms);
  return new Greenlet<Result<F>>(checkBody('spawnLater', fn), args).startLater(ms);
}

/**
 * spawn, as a promise of the result: the way into greenlets from async code.
 *
 * @example
 * console.log(await run(function* () { yield sleep(5); return 42 })); // prints 42
 */
export function run<F extends Body>(fn: F, ...args: Parameters<F>): Promise<Result<F>> {
  return spawn(fn, ...args).then();
}
