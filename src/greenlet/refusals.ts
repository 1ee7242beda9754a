/** Greenlets that cannot be switched to, started or waited for, and the errors that say so. */
import { GreenspoolError } from '../errors/greenspool-error.js';
import { badArgument, describe } from '../errors/misuse.js';
import { Continuation, KIND } from '../frames/continuation.js';
import type { Greenlet } from './greenlet.js';

/** Marks greenlets of every copy of this library, in every realm. */
export const BRAND = Symbol.for('greenspool.Greenlet');

/** The value as a greenlet of this thread and this copy of the library, or an error that says what it is instead. */
export function checkGreenlet(api: string, value: unknown): Greenlet {
  if (value instanceof Continuation && value._kind !== KIND.STAND_IN) return value as Greenlet;
  if (typeof value !== 'object' || value === null || !(BRAND in value)) {
    throw badArgument(api, 'expected a greenlet', value);
  }
  throw new GreenspoolError({
    code: 'GS_OTHER_RUNTIME',
    tried: `${api} with ${describe(value)}`,
    stopped: 'it belongs to another thread, realm or copy of greenspool, whose hub alone can run it',
    fix: 'Send a message to that thread, or make sure that one copy of greenspool is installed (`npm ls greenspool`)',
  });
}

export function alreadyStarted(greenlet: Greenlet): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_STARTED',
    tried: `start ${greenlet.name}`,
    stopped: greenlet.dead ? 'it is over already' : 'it was started before',
    fix: 'A greenlet runs once: spawn a new one',
  });
}

export function deadTarget(api: string, greenlet: Greenlet): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_DEAD',
    tried: `${api} to ${greenlet.name}`,
    stopped: greenlet.successful() ? 'it has returned' : 'it ended with an error (the cause)',
    fix: 'Test `greenlet.dead` before, or read its result with `get()`',
    cause: greenlet._failedWith,
  });
}

export function selfSwitch(api: string, greenlet: Greenlet): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_SELF_SWITCH',
    tried: `${api} to ${greenlet.name}`,
    stopped: 'it is the greenlet that runs',
    fix: 'Switch to another one; to let others run use `sleep(0)`, to raise an error use the `throw` statement',
  });
}

export function mainNotWaiting(api: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_MAIN_NOT_WAITING',
    tried: `${api} to main`,
    stopped: 'main is not in a `switch`: this greenlet was resumed by the hub',
    fix: 'Return the value and let main `await` this greenlet, or set a parent that is a greenlet',
  });
}

export function mainBlocked(target: Greenlet): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_MAIN_BLOCKED',
    tried: `switch from main to ${target.name}`,
    stopped: `nobody switched back to main; ${target.name} ${whatItDoes(target)}`,
    fix: 'Greenlets that block need the event loop: `await spawn(body)` or `await run(body)` instead of `switch()`',
    cause: target._failedWith,
  });
}

function whatItDoes(target: Greenlet): string {
  if (target.dead) return `is over, and its parent ${target.parent?.name} is not main`;
  return target._call === '' ? 'waits' : `waits in ${target._call}()`;
}

export function intoHub(api: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_BAD_ARGUMENT',
    tried: `${api} to the hub`,
    stopped: 'the hub runs by itself whenever a greenlet blocks',
    fix: 'To let others run use `sleep(0)`',
  });
}

export function intoWasm(api: string, target: Greenlet): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_WASM_BUSY',
    tried: `${api} to ${target.name}`,
    stopped: 'it was spawned by a wasm program and waits inside wasm, where no value of JavaScript can arrive',
    fix: 'Let the program wait in an import, or in `park()` for its `wake`; to end it use `kill(error)`',
  });
}

export function joinsItself(api: string, greenlet: Greenlet): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_JOIN_SELF',
    tried: `${api} of ${greenlet.name}`,
    stopped: 'it is the greenlet that runs, which cannot be over while it waits',
    fix: 'Return instead, or let another greenlet wait',
  });
}
