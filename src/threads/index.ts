/** `greenspool/threads`: work for other cores, waited for by greenlets. */
import '../index.js'; // who imports only this needs a hub all the same

export type { ErrorClass } from './error-classes.js';
export type { JobOptions, MapOptions, ThreadOptions, ThreadPoolOptions } from './options.js';
export { pool, type ThreadFunction, threadFunction } from './thread-function.js';
export { ThreadPool } from './thread-pool.js';
export { transfer } from './transfer.js';
export type { ModuleExport } from './work.js';
