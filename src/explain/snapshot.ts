/**
 * All greenlets there are, as data: what each does, where it waits, and where that is in its code.
 *
 * Listed are those that the hub knows (everybody who was spawned, or has ever blocked), their parents, and who could end
 * their waits. A coroutine that is only switched by hand is listed when one of those leads to it, or when it was made while
 * `hub.recordSpawns` was on: a list of all would have to keep them alive, or cost every `greenlet()` a weak reference.
 */
import { STATE } from '../engine/abi.js';
import { engine, isEngineLoaded } from '../engine/load.js';
import type { Wait } from '../errors/deadlock.js';
import { AWAY, type Continuation, KIND } from '../frames/continuation.js';
import { getCurrent } from '../greenlet/current.js';
import { Greenlet, type StackFrame } from '../greenlet/greenlet.js';
import { hub, main } from '../greenlet/main.js';
import { recorded, spawnerOf, spawnStack } from '../greenlet/spawn-places.js';
import { bound } from '../hub/hub.js';
import { StandIn } from '../hub/stand-in.js';
import { describeWait, holdersOf, isParked, nameOf, waitsOf } from './waits.js';

export interface GreenletInfo {
  id: number;
  name: string;
  /** `new`: was never started; `ready`: is in the hub's queue; `parked`: waits, or has switched away. */
  state: 'new' | 'ready' | 'running' | 'parked';
  /** What it waits for; an async body, and main, may wait for several things at once. */
  waits: Wait[];
  /** Its suspended calls, innermost first; empty while it runs. */
  stack: StackFrame[];
  /** The stack that made it, innermost first, if `hub.recordSpawns` was on then. */
  spawnedAt: string[];
  /** Those whose parent it is; with `hub.recordSpawns` those that it made. */
  children: GreenletInfo[];
}

export interface Snapshot {
  /** Main, and the hub, whose children are those that were spawned. */
  roots: GreenletInfo[];
  /** Greenlets of a wasm program that JavaScript has never met. */
  nInWasm: number;
}

/**
 * The tree of all living greenlets, as data; `dump()` is the same as text. Never switches, never throws.
 *
 * @example
 * spawn(function* worker() { yield sleep(1000) });
 * await sleep(1);
 * const [, hub] = snapshot().roots;
 * console.log(hub.children[0].state, hub.children[0].waits[0].call); // prints parked sleep
 */
export function snapshot(): Snapshot {
  const known = isEngineLoaded() ? bound() : [];
  const children = new Map<Greenlet, Greenlet[]>();
  for (const g of everyone(known)) {
    const above = parentOf(g);
    if (above !== null) children.set(above, [...(children.get(above) ?? []), g]);
  }
  const nInWasm = isEngineLoaded() ? engine().nAlive() - known.length : 0;
  return { roots: [main, hub].map((root) => infoOf(root, children)), nInWasm };
}

function everyone(known: readonly Continuation[]): Greenlet[] {
  const found = new Set<Continuation>([main, hub]);
  const next: Continuation[] = [...known, ...recorded(), getCurrent()];
  for (let c = next.pop(); c !== undefined; c = next.pop()) {
    if (found.has(c) || c.dead) continue;
    found.add(c);
    next.push(...(holdersOf(c) ?? []));
    const above = c instanceof Greenlet ? parentOf(c) : null;
    if (above !== null) next.push(above);
  }
  const greenlets = [...found].filter((c) => c instanceof Greenlet);
  return greenlets.sort((a, b) => a.id - b.id);
}

/** Who made it, if that is known, else its parent; the dead are left out. */
function parentOf(g: Greenlet): Greenlet | null {
  const spawner = spawnerOf(g);
  if (spawner !== undefined && !spawner.dead && spawner !== g && spawner !== main) return spawner;
  let above = g.parent;
  while (above?.dead) above = above.parent;
  return above;
}

function infoOf(g: Greenlet, children: Map<Greenlet, Greenlet[]>): GreenletInfo {
  return {
    id: g.id,
    name: nameOf(g),
    state: stateOf(g),
    waits: (g === main ? waitsOfMain() : waitsOf(g)).map((c) => describeWait(c)),
    stack: g.stack(),
    spawnedAt: spawnStack(g),
    children: (children.get(g) ?? []).map((child) => infoOf(child, children)),
  };
}

function waitsOfMain(): Continuation[] {
  return isEngineLoaded() ? bound().filter((c) => c instanceof StandIn && c.owner === null && isParked(c)) : [];
}

function stateOf(g: Greenlet): GreenletInfo['state'] {
  if (g === getCurrent()) return 'running';
  if (g._kind >= KIND.MAIN || g._away !== AWAY.NO) return 'parked';
  const inEngine = g._slot === 0 ? STATE.FREE : engine().stateOf(g._slot);
  if (inEngine === STATE.READY) return 'ready';
  return g.started || inEngine === STATE.PARKED ? 'parked' : 'new';
}
