/** What a program of `greenspool run` starts is compiled as well, as with `node --import`, whose flags Node passes on by itself. */
import { syncBuiltinESMExports } from 'node:module';
import workers, { type WorkerOptions } from 'node:worker_threads';

/** To child processes by fork(), also those of a cluster, and to worker threads. */
export function passOn(entry: string, isPatched: boolean): void {
  const register = new URL('../loader/register.js', import.meta.url);
  register.searchParams.set('entry', entry);
  const flags = ['--import', register.href];
  if (isPatched) flags.push('--import', new URL('../monkey/register.js', import.meta.url).href);
  process.execArgv.push(...flags);
  workers.Worker = withFlags(workers.Worker, flags);
  syncBuiltinESMExports();
}

/** fork() takes process.execArgv, but a worker takes the flags that the process was really started with. */
function withFlags(Worker: typeof workers.Worker, flags: string[]): typeof workers.Worker {
  return new Proxy(Worker, {
    construct(target, [file, options, ...rest], newTarget) {
      const make = (given: WorkerOptions) => Reflect.construct(target, [file, given, ...rest], newTarget);
      if (options?.execArgv !== undefined) return make(options);
      try {
        return make({ ...options, execArgv: process.execArgv });
      } catch (error) {
        // Flags for the whole process are refused when they are given to a worker.
        if ((error as { code?: unknown }).code !== 'ERR_WORKER_INVALID_EXEC_ARGV') throw error;
        return make({ ...options, execArgv: flags });
      }
    },
  });
}
