/** The end of everything: each greenlet is killed, so that every `finally` runs, and who does not end in time is named. */
import { isEngineLoaded } from '../engine/load.js';
import type { Wait } from '../errors/deadlock.js';
import { KIND } from '../frames/continuation.js';
import { getCurrent } from '../greenlet/current.js';
import { Greenlet } from '../greenlet/greenlet.js';
import { GreenletExit } from '../greenlet/greenlet-exit.js';
import { checkTimeout } from '../greenlet/joining.js';
import { recorded } from '../greenlet/spawn-places.js';
import { bound, now } from '../hub/hub.js';
import { describeWait, waitsOf } from './waits.js';

export interface ShutdownOptions {
  /** Milliseconds that they may take to clean up; 2000 unless given. */
  grace?: number;
}

/** How long it waits before it looks again whether all are gone. */
const PATIENCE_MS = 5;

/**
 * Kills every greenlet (but the one that calls), waits for all of them at most `grace` ms, and resolves with what those do that
 * are still there. `greenspool run` does this on SIGINT. A promise in every body: `await`, `yield` or `waitFor` it. Greenlets that were
 * spawned meanwhile, to clean up, are waited for but not killed. Throws GS_BAD_ARGUMENT.
 *
 * @example
 * spawn(function* () { try { yield sleep(60_000) } finally { console.log('closed') } });
 * await sleep(0);
 * console.log(await shutdown()); // prints closed, then []
 */
export async function shutdown({ grace = 2000 }: ShutdownOptions = {}): Promise<Wait[]> {
  checkTimeout('shutdown', grace);
  const self = getCurrent();
  const end = now() + grace;
  for (const g of others(self)) g.kill(new GreenletExit('shut down'), { block: false });
  while (others(self).length > 0 && now() < end) await new Promise((done) => setTimeout(done, PATIENCE_MS));
  return others(self).flatMap(whatItDoes);
}

/** All that can be killed; coroutines that the hub has no record of only while `hub.recordSpawns` is on. */
function others(self: Greenlet): Greenlet[] {
  if (!isEngineLoaded()) return [];
  const all = new Set([...bound(), ...recorded()]);
  return [...all].filter((c) => c instanceof Greenlet).filter((g) => !g.dead && g !== self && g._kind < KIND.MAIN);
}

function whatItDoes(g: Greenlet): Wait[] {
  const waits = waitsOf(g);
  return (waits.length > 0 ? waits : [g]).map((wait) => describeWait(wait));
}
