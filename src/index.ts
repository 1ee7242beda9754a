/** The public names of the runtime, nothing else. */
import './greenlet/hub-owner.js';

export { configureEngine as configure, type EngineOptions } from './engine/load.js';
export { PoolFull } from './errors/group.js';
export { BarrierError, GreenspoolError } from './errors/greenspool-error.js';
export { getCurrent } from './greenlet/current.js';
export type { Body, Result } from './greenlet/body.js';
export { Greenlet, type StackFrame } from './greenlet/greenlet.js';
export { GreenletExit } from './greenlet/greenlet-exit.js';
export { type JoinAllOptions, joinAll, killAll } from './greenlet/join-all.js';
export type { GetOptions } from './greenlet/joining.js';
export type { KillOptions } from './greenlet/killing.js';
export type { Linked, LinkTarget } from './greenlet/links.js';
export { type ErrorHandler, onError } from './greenlet/report.js';
export { sleep } from './greenlet/sleep.js';
export { greenlet, run, spawn, spawnLater } from './greenlet/spawn.js';
export type { SpawnCallback } from './greenlet/spawn-callbacks.js';
export type { TreeLocals } from './greenlet/spawn-tree.js';
export { getTrace, setTrace, type TraceCallback } from './greenlet/trace.js';
export { waitFor } from './greenlet/wait-for.js';
export { Group, type GroupJoinOptions } from './group/group.js';
export type { IMap, IMapOptions } from './group/imap.js';
export { Pool, type RoomOptions } from './group/pool.js';
export { scope } from './scope/open.js';
export type { Scope } from './scope/scope.js';
export { shield } from './scope/shield.js';
export { Timeout } from './timeout/timeout.js';
export { type WithTimeoutOptions, withTimeout } from './timeout/with-timeout.js';
