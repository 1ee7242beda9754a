/**
 * The wait-for graph: an edge goes from one who waits to everybody who could end the wait (`WaitingOn.holders`).
 *
 *     a ──▶ b ──▶ c        c runs, sleeps, waits for I/O or for anybody: all three may go on
 *     a ──▶ b ──▶ a        neither can ever go on
 *
 * G1: Somebody is *stuck* when each wait of his has holders, no timer, and all the holders of one are stuck themselves. It is
 *     the largest such set: begin with all who might be, and take out who waits for somebody that is not in it.
 * G2: Only certain edges count. Where anybody could end a wait (a queue, an event, a promise), where a timer will, where a
 *     holder is dead (a permit may be given back by another one), or main, the one who waits is not stuck.
 * So a walk from holder to holder inside the set never leaves it, and ends in a ring.
 */
import type { Continuation } from '../frames/continuation.js';
import { holdersOf, isTimed, personOf, waitsOf } from './waits.js';

/** Who has a way out that the graph does not show: a timeout around the wait, say. */
const rescuers: ((c: Continuation) => boolean)[] = [];

/** Lets whoever can throw into a waiting greenlet say so: `mayRescue(c)` is true while it will do that to `c` in time. */
export function addRescuer(mayRescue: (c: Continuation) => boolean): void {
  rescuers.push(mayRescue);
}

/** Those of `all` that can never go on, each with those it waits for (of which it has at least one). */
export function stuckAmong(all: Iterable<Continuation>): Map<Continuation, Continuation[]> {
  const stuck = new Map<Continuation, Continuation[]>();
  const waiters = new Map<Continuation, Continuation[]>();
  for (const c of all) {
    const edges = certainEdges(c);
    if (edges === null) continue;
    stuck.set(c, edges);
    for (const holder of edges) addTo(waiters, holder, c);
  }
  const free = [...waiters.keys()].filter((holder) => !stuck.has(holder));
  for (let holder = free.pop(); holder !== undefined; holder = free.pop()) {
    for (const c of waiters.get(holder) ?? []) if (stuck.delete(c)) free.push(c);
  }
  return stuck;
}

function addTo(waiters: Map<Continuation, Continuation[]>, holder: Continuation, waiter: Continuation): void {
  const list = waiters.get(holder);
  if (list === undefined) waiters.set(holder, [waiter]);
  else list.push(waiter);
}

/** Whom it waits for, if nobody and nothing else can make it go on; else null. */
function certainEdges(c: Continuation): Continuation[] | null {
  if (c.dead || personOf(c) !== c) return null; // a stand-in of an async greenlet counts as that
  const waits = waitsOf(c);
  const edges = waits.flatMap((wait) => certainHolders(wait) ?? UNCERTAIN);
  return edges.length === 0 || edges.includes(null) ? null : (edges as Continuation[]);
}

const UNCERTAIN = [null];

function certainHolders(wait: Continuation): Continuation[] | null {
  if (wait._waitingOn?.holders === undefined || isTimed(wait)) return null;
  if (rescuers.some((mayRescue) => mayRescue(personOf(wait)))) return null;
  const holders = holdersOf(wait);
  if (holders === null || holders.length === 0 || holders.some((holder) => holder.dead)) return null;
  return holders;
}

/** The rings in a stuck set: one for each part of it that hangs together. */
export function ringsIn(stuck: Map<Continuation, Continuation[]>): Continuation[][] {
  const rings: Continuation[][] = [];
  const seen = new Set<Continuation>();
  for (const start of stuck.keys()) {
    const path: Continuation[] = [];
    let at = start;
    while (!seen.has(at)) {
      seen.add(at);
      path.push(at);
      at = (stuck.get(at) as Continuation[])[0] as Continuation;
    }
    const from = path.indexOf(at);
    if (from >= 0) rings.push(path.slice(from));
  }
  return rings;
}

/**
 * All waits that `roots` depend on, directly or through others. One that anybody could end depends on everybody, and so
 * does one who waits for what we do not know (an async body, for a promise of somebody else).
 */
export function involved(roots: Iterable<Continuation>, parked: readonly Continuation[]): Set<Continuation> {
  const found = new Set<Continuation>();
  const next = [...roots];
  for (let c = next.pop(); c !== undefined; c = next.pop()) {
    const waits = waitsOf(c);
    if (waits.length === 0 && !c.dead) return new Set([...found, ...parked]);
    for (const wait of waits) {
      if (found.has(wait)) continue;
      found.add(wait);
      const holders = holdersOf(wait);
      if (holders === null) return new Set([...found, ...parked]);
      next.push(...holders);
    }
  }
  return found;
}
