/** shield(fn): keeps kills and timeouts away while fn runs (greenlet/shielding.ts has the states). */
import { KIND } from '../frames/continuation.js';
import type { Shield } from '../frames/rare.js';
import { type Body, checkBody } from '../greenlet/body.js';
import { CallFrame } from '../greenlet/call-frame.js';
import { getCurrent } from '../greenlet/current.js';
import type { Greenlet } from '../greenlet/greenlet.js';
import { runInside, type Steps } from '../greenlet/run-inside.js';
import { enterShield, leaveShield } from '../greenlet/shielding.js';
import { takeHeld } from '../hub/wait.js';

/**
 * Calls `fn` and keeps kills and timeouts away from it: one that comes meanwhile is thrown by the call of `shield` when `fn`
 * is over, or at the next park if `fn` has failed. For clean-up that blocks: in a greenlet that is being killed, blocking
 * calls throw, but not inside a shield. Timeouts that `fn` starts itself do reach it. Blocks as long as `fn` does. Throws what
 * `fn` throws, GS_NOT_A_FUNCTION.
 *
 * @example
 * const g = spawn(function* () {
 *   try { yield sleep(1000) } finally { yield shield(function* () { yield sleep(5); console.log('saved') }) }
 * });
 * await sleep(1);
 * await g.kill(); // prints saved
 */
// biome-ignore lint/suspicious/noExplicitAny: what fn ends with, or a promise of it in main and async bodies
export function shield(fn: () => unknown): any {
  checkBody('shield', fn);
  const greenlet = getCurrent();
  if (greenlet._kind !== KIND.ASYNC) return runInside('shield', () => shielded(fn), true);
  return shieldAsync(greenlet, fn);
}

function* shielded(fn: Body): Steps {
  const greenlet = getCurrent();
  const shield = enterShield(greenlet);
  let isOver = false;
  try {
    const result: unknown = yield new CallFrame(fn);
    isOver = true;
    return leave(greenlet, shield, result);
  } finally {
    if (!isOver) leaveShield(greenlet, shield);
  }
}

/** An async body is left by promises: the function runs as a greenlet that nobody knows, and this one is in a shield meanwhile. */
async function shieldAsync(greenlet: Greenlet, fn: Body): Promise<unknown> {
  const shield = enterShield(greenlet);
  let isOver = false;
  try {
    const result = await runInside('shield', function* (): Steps {
      return yield new CallFrame(fn);
    });
    isOver = true;
    return leave(greenlet, shield, result);
  } finally {
    if (!isOver) leaveShield(greenlet, shield);
  }
}

/** What came meanwhile is thrown now. */
function leave(greenlet: Greenlet, shield: Shield, result: unknown): unknown {
  const kill = leaveShield(greenlet, shield);
  if (kill !== null) throw kill;
  const held = takeHeld(greenlet);
  if (held !== null) throw held.error;
  return result;
}
