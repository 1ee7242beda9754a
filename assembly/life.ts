// How greenlets begin and end.

import * as frames from './frames';
import * as host from './host';
import { wakeJoiners } from './join';
import * as parking from './park';
import * as queue from './ready-queue';
import * as records from './records';
import { Greenlet } from './records';
import { BY_KILL, BY_RETURN, READY, RUNNING, WASM, WATCHED } from './states';

/** A wasm greenlet that will run function `fn` of the table with `arg`, READY. Null when no slot is left. */
export function spawnWasm(fn: i32, arg: usize): Greenlet | null {
  frames.prepare();
  const g = records.make(WASM);
  if (g == null) return null;
  g.fn = fn;
  g.arg = arg;
  queue.makeReady(g);
  return g;
}

/** The greenlet is gone: whatever held it lets go, what it held is freed or handed on, who waits for it is ready. */
export function end(g: Greenlet, how: i32): void {
  if (how != BY_RETURN) g.value = 0;
  if (g == records.current) records.setCurrent(null);
  if (g.state == READY) queue.takeOut(g);
  g.state = RUNNING; // a wake during the call-backs below finds nobody to make ready
  parking.cancelWait(g);
  frames.drop(g);
  wakeJoiners(g, how);
  if (g.hasTrait(WATCHED)) host.ended(g.slot, how);
  records.recycle(g);
}

/** Ends a wasm greenlet that does not run. */
export function kill(g: Greenlet): bool {
  if (g.isOfHost || g.state == RUNNING || g.state == 0) return false;
  end(g, BY_KILL);
  return true;
}
