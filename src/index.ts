/** The public names of the runtime, nothing else. */
import './greenlet/hub-owner.js';

export { configureEngine as configure, type EngineOptions } from './engine/load.js';
export { BarrierError, GreenspoolError, Timeout } from './errors/greenspool-error.js';
export { ChannelClosed, QueueEmpty, QueueFull, QueueShutdown } from './errors/sync.js';
export { getCurrent } from './greenlet/current.js';
export type { Body, Greenlet, Result, StackFrame } from './greenlet/greenlet.js';
export { GreenletExit } from './greenlet/greenlet-exit.js';
export { type JoinAllOptions, joinAll } from './greenlet/join-all.js';
export type { GetOptions, Linked, LinkTarget } from './greenlet/joining.js';
export type { KillOptions } from './greenlet/killing.js';
export { type ErrorHandler, onError } from './greenlet/report.js';
export { sleep } from './greenlet/sleep.js';
export { greenlet, run, spawn, spawnLater } from './greenlet/spawn.js';
export { getTrace, setTrace, type TraceCallback } from './greenlet/trace.js';
export { waitFor } from './greenlet/wait-for.js';
export { AsyncResult } from './sync/async-result.js';
export { BoundedSemaphore } from './sync/bounded-semaphore.js';
export { Event } from './sync/event.js';
export type { Held } from './sync/held.js';
export { Local } from './sync/local.js';
export type { BlockOptions, WaitOptions } from './sync/options.js';
export { Channel } from './sync/queue/channel.js';
export { LifoQueue } from './sync/queue/lifo-queue.js';
export { PriorityQueue, type PriorityQueueOptions } from './sync/queue/priority-queue.js';
export { Queue, type QueueOptions, type ShutdownOptions } from './sync/queue/queue.js';
export { RLock } from './sync/rlock.js';
export { Semaphore } from './sync/semaphore.js';
