/**
 * Finds rings of greenlets that wait for each other while others go on, which `beforeExit` would never tell of. A scan
 * every second of those who are parked, instead of a look at each park: a park costs nothing that way, and whoever means to
 * break the ring himself (with a kill, say) has the time to.
 *
 * R1: A ring is a deadlock when two scans in a row have found it, in the same waits.
 * R2: The one who waits for the shortest time gets the DeadlockError, so the others can go on. (A database does the same.)
 * R3: The timer never keeps the process alive, and there is none while nobody waits for somebody in particular.
 */
import { isEngineLoaded } from '../engine/load.js';
import type { Continuation } from '../frames/continuation.js';
import { msBetween } from '../hub/coarse-clock.js';
import { callFromLoop, MAX_DELAY_MS } from '../hub/event-loop.js';
import { bound, now, setNextTurnHook } from '../hub/hub.js';
import { deadlockError, throwInto } from './deadlock.js';
import { ringsIn, stuckAmong } from './graph.js';
import { describeWait, isParked, nameOf, waitsOf } from './waits.js';

/** Someone's wait, and when it began: the same wait in the next scan is equal in both. */
type Seen = Map<Continuation, { on: unknown; since: number }>;

let everyMs = 1000;
let timer: ReturnType<typeof setTimeout> | undefined;
let seen: Seen = new Map();

/** How often the watch looks, in ms; 0 ends it. */
export function setRingCheck(ms: number): void {
  everyMs = ms;
  clearTimeout(timer);
  timer = undefined;
  seen = new Map();
  if (ms > 0) setNextTurnHook(arm);
}

export function ringCheckMs(): number {
  return everyMs;
}

export function watchForRings(): void {
  setNextTurnHook(arm);
}

function arm(): void {
  if (everyMs === 0 || timer !== undefined) return;
  timer = setTimeout(callFromLoop, Math.min(everyMs, MAX_DELAY_MS), scan);
  (timer as { unref?: () => void }).unref?.();
}

function scan(): void {
  timer = undefined;
  if (checkForRings()) arm();
  else setNextTurnHook(arm);
}

/** One scan; true when there was anybody who waits for somebody in particular, and so a reason for another one. */
export function checkForRings(): boolean {
  if (!isEngineLoaded()) return false;
  const all = bound();
  const isWorthIt = all.some((c) => c._waitingOn?.holders !== undefined && isParked(c));
  const before = seen;
  seen = new Map();
  if (isWorthIt) for (const ring of ringsIn(stuckAmong(all))) note(ring, before);
  return isWorthIt;
}

/** R1 */
function note(ring: Continuation[], before: Seen): void {
  const waits = ring.flatMap(waitsOf);
  if (waits.every((c) => isSame(c, before.get(c)))) breakUp(ring, waits);
  else for (const c of waits) seen.set(c, { on: c._waitingOn, since: c._since });
}

function isSame(c: Continuation, known: { on: unknown; since: number } | undefined): boolean {
  return known !== undefined && known.on === c._waitingOn && known.since === c._since;
}

/** R2 */
function breakUp(ring: Continuation[], waits: Continuation[]): void {
  const at = now();
  const age = (c: Continuation) => msBetween(c._since, at);
  const victim = waits.reduce((youngest, c) => (age(c) <= age(youngest) ? c : youngest));
  const report = {
    waits: waits.map((c) => describeWait(c)),
    cycle: ring.map(nameOf),
    stopped: 'in a ring of greenlets that wait for each other',
    isOfProgram: false,
  };
  throwInto(victim, deadlockError(victim, report, true));
}
