// The run loop: takes the first ready greenlet, resumes it, and so on. It is the only place that resumes.
//
// The functions here call `start` and `reenter`, which are imports while Asyncify runs, so they are not instrumented;
// an unwinding ends here.

import * as frames from './frames';
import { overrun, start, state } from './greenspool';
import * as host from './host';
import { end } from './life';
import { settle } from './park';
import * as queue from './ready-queue';
import { Greenlet, current, setCurrent } from './records';
import * as shadow from './shadow';
import { BY_KILL, BY_OVERRUN, BY_RETURN, BY_TRAP, HOST_TOP, OF_HOST, RUNNING, WAKE_PENDING } from './states';
import * as timers from './timers';

/**
 * At most `budget` resumes; timers fire when nothing is ready, those that were set before: so this ends even when a
 * timer sets itself again. The number of resumes made.
 */
export function run(budget: i32, now: f64): i32 {
  const running = current;
  if (running != null && !running.isOfHost) return 0; // from inside a wasm greenlet: its frames are on the native stack
  shadow.leaveHub();
  const before = timers.nSet();
  let n = 0;
  while (n < budget) {
    const g = queue.takeFirst();
    if (g == null) {
      setCurrent(running);
      if (timers.fire(now, before) == 0) break;
      continue;
    }
    n++;
    resume(g);
  }
  setCurrent(running);
  return n;
}

function resume(g: Greenlet): void {
  setCurrent(g);
  if (g.flags == 0) g.state = RUNNING;
  else resumeWithGrant(g);
  if ((g.traits & (OF_HOST | HOST_TOP)) != 0 && !resumeByHost(g)) return;
  resumeWasm(g);
}

/** What it was made ready with is its own now; a wake that came while it ran, before a yield, is still pending. */
function resumeWithGrant(g: Greenlet): void {
  const pending = g.flags & WAKE_PENDING;
  settle(g);
  g.enter(RUNNING);
  g.flags = pending;
}

/** Runs its frames, innermost first, until it parks or the last one has returned. */
function resumeWasm(g: Greenlet): void {
  if (g.isEmpty) begin(g);
  else if (isDefined(GS_STOCK)) {
    frames.rewindAll(g);
    begin(g);
  } else frames.reenterTop(g);
  while (true) {
    if (state() != 0) {
      parked(g);
      return;
    }
    if (g.isEmpty) {
      finish(g, BY_RETURN);
      return;
    }
    frames.reenterTop(g);
  }
}

function begin(g: Greenlet): void {
  shadow.begin();
  start(g.fn, g.arg);
}

/** An unwinding has arrived. */
function parked(g: Greenlet): void {
  shadow.leaveGreenlet();
  if (!frames.collect(g)) end(g, BY_OVERRUN);
  else if (g.state == RUNNING) end(g, BY_KILL); // it unwound without having parked: that is how one ends itself
}

function finish(g: Greenlet, how: i32): void {
  shadow.leaveGreenlet();
  end(g, how);
}

/** The host runs its frames. True: those in memory are next. */
function resumeByHost(g: Greenlet): bool {
  const ofHost = g.isOfHost;
  g.traits &= ~HOST_TOP;
  const answer = host.resume(g.slot);
  if (ofHost || answer == host.SETTLED) return false;
  if (answer == host.GO_ON) return true;
  finish(g, BY_TRAP);
  return false;
}
