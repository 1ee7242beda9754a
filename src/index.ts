/** The public names of the runtime, nothing else. */
import './greenlet/hub-owner.js';
import './explain/start.js';

export { configureEngine as configure, type EngineOptions } from './engine/load.js';
export { DeadlockError, type Wait } from './errors/deadlock.js';
export { BarrierError, GreenspoolError, Timeout } from './errors/greenspool-error.js';
export type { Blocked, BlockedHandler } from './explain/blocking.js';
export { dump } from './explain/dump.js';
export { type Hub, hub } from './explain/hub-settings.js';
export { type ShutdownOptions, shutdown } from './explain/shutdown.js';
export { type GreenletInfo, type Snapshot, snapshot } from './explain/snapshot.js';
export { type TraceEvent, type TraceFile, type TraceOptions, trace } from './explain/trace-export.js';
export { getCurrent } from './greenlet/current.js';
export type { Body, Greenlet, Result, StackFrame } from './greenlet/greenlet.js';
export { GreenletExit } from './greenlet/greenlet-exit.js';
export { type JoinAllOptions, joinAll } from './greenlet/join-all.js';
export type { GetOptions } from './greenlet/joining.js';
export type { KillOptions } from './greenlet/killing.js';
export { type ErrorHandler, onError } from './greenlet/report.js';
export { sleep } from './greenlet/sleep.js';
export { greenlet, run, spawn, spawnLater } from './greenlet/spawn.js';
export { getTrace, setTrace, type TraceCallback } from './greenlet/trace.js';
export { waitFor } from './greenlet/wait-for.js';
