/**
 * Shields of a greenlet: while it is in one, kills and timeouts from outside wait. What the shield's own code asks for (a
 * timeout that it starts, a scope that it opens) works inside.
 *
 *     dying ──enter──▶ kept in shield.before ──leave──▶ dying again: thrown at the next park outside
 *     kill during it ──▶ kept in the outermost shield.kill ──leave──▶ dying, and the call of shield throws it
 */
import type { Continuation } from '../frames/continuation.js';
import type { Shield } from '../frames/rare.js';

export function enterShield(c: Continuation): Shield {
  const { _ownRare: ownRare } = c;
  const shield: Shield = { outer: ownRare.shield, before: ownRare.dying, kill: null };
  ownRare.shield = shield;
  ownRare.dying = null;
  return shield;
}

/** Back outside. Returns the kill that came meanwhile, if one did. */
export function leaveShield(c: Continuation, shield: Shield): Error | null {
  if (c._rare.shield !== shield) return null; // an async body that was ended goes on without one
  const { _ownRare: ownRare } = c;
  ownRare.shield = shield.outer;
  ownRare.dying = shield.kill ?? shield.before;
  if (ownRare.dying !== null) c._isLight = false;
  return shield.kill;
}

/** Where a kill from outside waits. */
export function outermost(shield: Shield): Shield {
  let one = shield;
  while (one.outer !== null) one = one.outer;
  return one;
}
