/**
 * The hub: one thread's scheduler. Its state and its loop live in the engine; here is the bridge to the event loop.
 *
 *     kick ──▶ microtask ──▶ turn: run ready greenlets, fire due timers ──▶ more ready? macrotask, another turn
 *                              ▲                                          └▶ none? one host timer for the next deadline
 * A turn is bounded in time, so that I/O gets its chance. A wake never switches: it queues, and makes sure of a turn.
 */
import type { EngineHost } from '../engine/abi.js';
import { engine, isEngineLoaded, setEngineHost } from '../engine/load.js';
import type { Continuation } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { inRootScope } from './async-context.js';
import { keepTime } from './coarse-clock.js';
import { type EventLoop, hostLoop } from './event-loop.js';

/** A turn ends after the slice in which this many milliseconds are over. */
const TURN_MS = 8;
/** Resumes between two looks at the clock. */
const SLICE = 64;

let loop: EventLoop = hostLoop;
let scheduled = false;
let running = false;
let nTurns = 0;
let timer: unknown = null;
let armedFor = Number.POSITIVE_INFINITY;
/** Who the engine means by a slot. */
const bySlot: (Continuation | null)[] = [];
/** Stands for "the hub runs": what calls back from a turn sees it as the current greenlet. */
let hubItself: Continuation | null = null;

/** What the layer above adds to the engine's host: wasm greenlets, and traps. */
export interface HubOwner {
  hub: Continuation;
  /** The object for a greenlet that wasm code has spawned. */
  wasmGreenlet(slot: number): Continuation;
  resumeWasm(slot: number): number;
  wasmEnded(slot: number, how: number): void;
  /** Wasm code wants to park where nobody can be left: throws the error that says so. */
  cannotPark(): never;
  /** An error came out of the run loop; true when it could be laid at a greenlet's door. */
  trapped(error: unknown): boolean;
}
let owner: HubOwner;

export function setHubOwner(wanted: HubOwner): void {
  owner = wanted;
  hubItself = wanted.hub;
}

const engineHost: EngineHost = {
  resume(slot) {
    const c = bySlot[slot];
    return c === null || c === undefined ? owner.resumeWasm(slot) : c._takeTurn();
  },
  now: () => loop.now(),
  ended: (slot, how) => owner.wasmEnded(slot, how),
  fired: (payload) => fired(payload),
  cannotPark: () => owner.cannotPark(),
};
setEngineHost(engineHost);

/** What a timer of the hub's own does (alarms.ts). */
let fired: (payload: number) => void = () => undefined;

export function setFiredHook(hook: (payload: number) => void): void {
  fired = hook;
}

export function now(): number {
  return loop.now();
}

/** Puts another event loop in the host's place, and returns the one before. For tests with a clock of their own. */
export function useEventLoop(wanted: EventLoop): EventLoop {
  const before = loop;
  if (timer !== null) before.clearTimer(timer);
  timer = null;
  armedFor = Number.POSITIVE_INFINITY;
  loop = wanted;
  if (isEngineLoaded()) {
    scheduled = true; // a turn that the old loop had been given may never come
    loop.microtask(rootedTurn);
  }
  return before;
}

export function continuationOf(slot: number): Continuation | null {
  return bySlot[slot] ?? null;
}

/** The greenlet of the program itself that runs, when wasm code has called us from the hub's turn. */
export function runningInWasm(): Continuation | null {
  const slot = engine().currentSlot();
  return slot === 0 ? null : owner.wasmGreenlet(slot);
}

export function bind(slot: number, c: Continuation | null): void {
  while (bySlot.length <= slot) bySlot.push(null);
  bySlot[slot] = c;
}

/** All that the engine has a record of and JS knows: greenlets, and the stand-ins of main and of async bodies. */
export function bound(): Continuation[] {
  return bySlot.filter((c) => c !== null);
}

/** Nothing is ready and no timer is set: only a callback of the host can make anybody go on. */
export function isIdle(): boolean {
  if (scheduled || running) return false;
  return engine().nReady() === 0 && engine().nextDeadline() === Number.POSITIVE_INFINITY;
}

/** How many turns there have been: whether anything has happened since. */
export function turnsSoFar(): number {
  return nTurns;
}

/** Who is told of the next turn of the hub, once; for what looks after parked greenlets only while there are some. */
let onNextTurn: (() => void) | null = null;

export function setNextTurnHook(hook: () => void): void {
  onNextTurn = hook;
}

export function macrotask(fn: () => void): void {
  loop.macrotask(fn);
}

/** Makes sure that a turn comes: something became ready, or a timer was set. */
export function kick(): void {
  if (scheduled || running) return;
  scheduled = true;
  loop.microtask(rootedTurn);
}

function turn(): void {
  scheduled = false;
  running = true;
  nTurns++;
  if (onNextTurn !== null) tellOfTurn(onNextTurn);
  const outer = machine.current;
  machine.current = hubItself as Continuation;
  try {
    runSlices();
  } catch (error) {
    if (!owner.trapped(error)) throw error;
  } finally {
    machine.current = outer;
    running = false;
    next();
  }
}

const rootedTurn = inRootScope(turn);

function tellOfTurn(hook: () => void): void {
  onNextTurn = null;
  hook();
}

function runSlices(): void {
  const e = engine();
  const end = loop.now() + TURN_MS;
  let t = loop.now();
  keepTime(t);
  while (e.run(SLICE, t) === SLICE) {
    t = loop.now();
    keepTime(t);
    if (t >= end) break;
  }
  e.fireTimers(loop.now());
}

/** Told of each end of a turn at which nobody is ready. */
let onQuiet: () => void = () => undefined;

export function setQuietHook(hook: () => void): void {
  onQuiet = hook;
}

/** The end of a turn: when is the next one? */
function next(): void {
  const e = engine();
  if (e.nReady() === 0) onQuiet();
  if (e.nReady() > 0) {
    scheduled = true;
    loop.macrotask(rootedTurn);
    return;
  }
  const deadline = e.nextDeadline();
  if (deadline === armedFor) return;
  if (timer !== null) loop.clearTimer(timer);
  armedFor = deadline;
  timer = deadline === Number.POSITIVE_INFINITY ? null : loop.setTimer(timerFired, Math.max(0, deadline - loop.now()));
}

function timerFired(): void {
  timer = null;
  armedFor = Number.POSITIVE_INFINITY;
  if (!scheduled) rootedTurn();
}
