/** Functions of modules, as something that can be called. */
import type { Body } from '../greenlet/body.js';
import { ThreadPool } from './thread-pool.js';
import { exportOf, standFor } from './work.js';

/** The pool that thread functions use, with a thread for each core. Its threads are started when they are needed. */
export const pool = new ThreadPool();

/** Calls the function in a thread of `pool`, and blocks for its result. */
// biome-ignore lint/suspicious/noExplicitAny: the result, or a promise of it in main and async bodies
export type ThreadFunction<F extends Body = Body> = (...args: Parameters<F>) => any;

/**
 * The function `name` that `module` exports (a URL or an absolute path; `import.meta.url` is the module itself), to be run in
 * threads. Calling it blocks for its result from `pool`; it can be given to `apply`, `spawn` and `map` of any pool. The module is
 * loaded by the thread when it is needed first. Does not switch. Throws GS_BAD_ARGUMENT; its calls throw as `apply` does.
 *
 * @example
 * // work.js: export function square(n) { return n * n }
 * const square = threadFunction(new URL('./work.js', import.meta.url), 'square');
 * console.log(await square(7), await pool.map(square, [1, 2])); // prints 49 [ 1, 4 ]
 */
export function threadFunction<F extends Body>(module: string | URL, name = 'default'): ThreadFunction<F> {
  const work = exportOf('threadFunction', module, name);
  const call = (...args: Parameters<F>) => pool.apply(call as F, args);
  Object.defineProperty(call, 'name', { value: name });
  return standFor(call, work);
}
