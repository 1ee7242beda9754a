/**
 * The end of a program that cannot go on. In Node `beforeExit` is the exact moment: no handle, no timer and no microtask is
 * left, so the host can never call back. If somebody still waits then, the process would end silently (or hang, where
 * there is no such event: elsewhere only rings are found, ring-watch.ts).
 *
 *     beforeExit ──▶ idle, and somebody is waited for? ──▶ one macrotask more ──▶ beforeExit again, no turn meanwhile
 *                    (other listeners may have given                              ──▶ DeadlockError into everybody involved
 *                     the loop something to do)
 *
 * D1: Only promises count as "somebody waits": blocking calls of main, and greenlets that main awaits (`await g`, `run`, the
 *     top level under `greenspool run`). A consumer that would wait for work for ever is no deadlock when the program is
 *     done; it ends with the process, as in gevent when main ends. A promise that lost a race is rejected too, which nobody sees.
 * D2: Everybody whom those depend on is thrown the error at his wait, so that `finally` blocks run; others are left alone.
 * D3: Errors can be caught and the wait begun anew, so it gives up after some rounds, with the report on stderr.
 */
import { engine, isEngineLoaded } from '../engine/load.js';
import { DeadlockError, type DeadlockReport } from '../errors/deadlock.js';
import { type Continuation, KIND } from '../frames/continuation.js';
import { Greenlet } from '../greenlet/greenlet.js';
import { print } from '../greenlet/report.js';
import { callFromLoop } from '../hub/event-loop.js';
import { bound, isIdle, turnsSoFar } from '../hub/hub.js';
import { StandIn } from '../hub/stand-in.js';
import { interrupt } from '../hub/wait.js';
import { involved, ringsIn, stuckAmong } from './graph.js';
import { describeWait, isParked, nameOf } from './waits.js';

const MAX_ROUNDS = 10;
/** More errors than this at once do not carry the whole list in their message. */
const MAX_LISTED = 100;
/** So many waits are described in full; a million parked greenlets must not take a minute to explain. */
const MAX_DESCRIBED = 1000;

const STOPPED = 'but nothing is ready, no timer is set, and the event loop has nothing left to do';

let nRounds = 0;
/** The turns there had been when the loop ran dry the last time. */
let turnsBefore = -1;

/** What is left to do when the loop has run dry: look once more, or say that it is of no use. */
interface Ways {
  later(): void;
  giveUp(error: Error): void;
}

/** The host has nothing left to do. Called again after `later`, if nothing came of that. */
function hostIsDone({ later, giveUp }: Ways): void {
  if (!isEngineLoaded() || !isIdle()) return;
  const roots = bound().filter(isWaitedFor);
  if (roots.length === 0) return;
  if (turnsBefore !== turnsSoFar()) {
    turnsBefore = turnsSoFar();
    later();
  } else if (nRounds < MAX_ROUNDS) {
    nRounds++;
    raise(roots);
    later(); // whoever catches the error may wait again, and the event only comes again after the loop has gone on
  } else giveUp(deadlockError(roots[0] as Continuation, reportOn(roots, bound()), true)); // D3
}

/** D1 */
function isWaitedFor(c: Continuation): boolean {
  if (c instanceof StandIn) return c.owner === null && isParked(c);
  return c instanceof Greenlet && c._isAwaited && !c.dead;
}

/** D2 */
function raise(roots: Continuation[]): void {
  const all = bound();
  const found = involved(roots, all.filter(isParked).filter(isNotDoubled));
  const victims = found.size > 0 ? [...found] : roots;
  const report = reportOn(victims, all);
  const isListed = victims.length <= MAX_LISTED;
  for (const c of victims) throwInto(c, deadlockError(c, report, isListed || c instanceof StandIn));
}

/** An async greenlet is parked in its stand-ins alone, whatever its own record says. */
function isNotDoubled(c: Continuation): boolean {
  return c._asyncFrame === null || c._asyncFrame.waits.size === 0;
}

function reportOn(victims: Continuation[], all: Continuation[]): DeadlockReport {
  const [ring = []] = ringsIn(stuckAmong(all));
  const waits = victims.slice(0, MAX_DESCRIBED).map((c) => describeWait(c));
  return { waits, cycle: ring.map(nameOf), stopped: STOPPED, isOfProgram: true };
}

/** The trace is that of the greenlet, which the trampoline adds; where we are says nothing. */
export function deadlockError(c: Continuation, report: DeadlockReport, isListed: boolean): DeadlockError {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new DeadlockError(describeWait(c), report, isListed);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

export function throwInto(c: Continuation, error: Error): void {
  if (c instanceof Greenlet && c._isAllWasm && c._kind === KIND.WASM) {
    c._dying = error;
    engine().kill(c._slot); // it cannot catch
  } else if (c instanceof Greenlet && c._asyncFrame !== null && !c._asyncFrame.canBeRaised) c._end(error, true);
  else interrupt(c, error);
}

interface Host {
  on?(event: 'beforeExit', listener: () => void): unknown;
  exitCode?: number | string | null | undefined;
}

/** Node's own code for a program that waits for what never comes. */
const STUCK = 13;

/** Where the host has the event. An empty macrotask is what keeps the loop alive for one round more. */
export function watchTheEnd(host: Host | undefined = (globalThis as { process?: Host }).process): void {
  const giveUp = (error: Error): void => {
    if (host !== undefined) host.exitCode ??= STUCK;
    print(error);
  };
  host?.on?.('beforeExit', () => hostIsDone({ later: () => setImmediate(callFromLoop, () => undefined), giveUp }));
}
