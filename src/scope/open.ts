/** scope(fn): opens a scope (scope.ts), runs fn in it, and waits for all that it has spawned. */
import { checkBody } from '../greenlet/body.js';
import { CallFrame } from '../greenlet/call-frame.js';
import { getCurrent } from '../greenlet/current.js';
import { runInside, type Steps } from '../greenlet/run-inside.js';
import { enterShield, leaveShield } from '../greenlet/shielding.js';
import { Scope } from './scope.js';

/**
 * Calls `fn(scope)` and blocks until it and every greenlet that was spawned with `scope.spawn` are over; ends with the
 * result of `fn`. The first failure, of the body or of a greenlet, ends the others, and is thrown when all are over; when
 * there were several, as an AggregateError of them. A kill or a timeout of the caller reaches the whole tree. Throws
 * also GS_NOT_A_FUNCTION.
 *
 * @example
 * const sum = await scope(async (s) => {
 *   const parts = [1, 2, 3].map((n) => s.spawn(async () => { await sleep(n); return n }));
 *   return (await Promise.all(parts)).reduce((a, b) => a + b);
 * });
 * console.log(sum); // prints 6
 */
// biome-ignore lint/suspicious/noExplicitAny: what fn ends with, or a promise of it in main and async bodies
export function scope(fn: (scope: Scope) => unknown): any {
  checkBody('scope', fn);
  return runInside('scope', () => opened(fn));
}

function* opened(fn: (scope: Scope) => unknown): Steps {
  const scope = new Scope(getCurrent());
  let result: unknown;
  try {
    result = yield new CallFrame(fn, [scope]);
  } catch (error) {
    scope.failed(error);
  }
  scope.bodyIsOver();
  yield* ended(scope);
  scope.close();
  return scope.isCancelled ? undefined : result;
}

/** Waits for the greenlets. Whoever is thrown something meanwhile cancels them, but does not leave them alone. */
function* ended(scope: Scope): Generator<unknown, void, never> {
  try {
    if (scope.size > 0 && !scope.isCancelled) yield scope.wait();
  } catch (error) {
    scope.failed(error);
  }
  if (scope.size === 0) return;
  const host = getCurrent();
  const shield = enterShield(host);
  yield scope.wait();
  leaveShield(host, shield);
}
