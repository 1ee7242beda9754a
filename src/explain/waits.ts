/** One who waits, in words and as data: what deadlock reports, dumps and lists of stragglers are made of. */
import { STATE } from '../engine/abi.js';
import { engine } from '../engine/load.js';
import type { Wait } from '../errors/deadlock.js';
import { AWAY, type Continuation } from '../frames/continuation.js';
import { Greenlet } from '../greenlet/greenlet.js';
import { msBetween } from '../hub/coarse-clock.js';
import { now } from '../hub/hub.js';
import { StandIn } from '../hub/stand-in.js';

/** Who it is for a reader: a stand-in waits for the async greenlet that called, or for main. */
export function nameOf(c: Continuation): string {
  const whose = personOf(c);
  if (whose instanceof Greenlet) return safely(() => whose.name, 'a greenlet');
  return 'main';
}

/** The greenlet whose wait this is; a stand-in of main is nobody else's. */
export function personOf(c: Continuation): Continuation {
  return c instanceof StandIn ? (c.owner ?? c) : c;
}

export function isParked(c: Continuation): boolean {
  return c._slot !== 0 && engine().stateOf(c._slot) === STATE.PARKED;
}

/** Parked, and a timer will end that. */
export function isTimed(c: Continuation): boolean {
  return engine().isTimed(c._slot) === 1;
}

/** Where a greenlet waits: in itself, or, when its body is async, in the stand-ins that it awaits. Empty: it does not, or nobody knows. */
export function waitsOf(c: Continuation): Continuation[] {
  if (c._asyncFrame !== null && c._asyncFrame.waits.size > 0) return [...c._asyncFrame.waits].filter(isStandIn);
  return isParked(c) || c._away !== AWAY.NO ? [c] : [];
}

function isStandIn(one: object): one is StandIn {
  return one instanceof StandIn;
}

/** Who could end the wait; null: anybody could, as far as is known. */
export function holdersOf(c: Continuation): Continuation[] | null {
  const holders = safely(() => c._waitingOn?.holders?.(), undefined);
  return holders === undefined ? null : [...holders];
}

/** All about one who waits; `hasStack`: with the stack, which takes longest. */
export function describeWait(c: Continuation, hasStack = true): Wait {
  const wait: Wait = { who: nameOf(c), call: callOf(c), stack: hasStack ? stackOf(c) : [] };
  const what = whatOf(c);
  const holders = holdersOf(c);
  if (what !== undefined) wait.what = what;
  if (holders !== null) wait.heldBy = holders.map(nameOf);
  if (isParked(c) && c._away === AWAY.NO) wait.forMs = msBetween(c._since, now());
  return wait;
}

/** An async body that waits for nothing of ours awaits some promise; who was not started yet is to be. */
function callOf(c: Continuation): string {
  if (c._call !== '') return c._call;
  if (!c.started) return 'start';
  return c._asyncFrame === null ? 'switch' : 'await';
}

function whatOf(c: Continuation): string | undefined {
  return safely(() => c._waitingOn?.describe?.(), undefined);
}

function stackOf(c: Continuation): Wait['stack'] {
  const person = personOf(c);
  return person instanceof Greenlet ? safely(() => person.stack(), []) : [];
}

/** Names and descriptions may be the user's own code, and a report must not fail because of them. */
function safely<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
