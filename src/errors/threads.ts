/** The errors of thread pools. `GS_POOL_FULL`, when no more jobs may wait, is PoolFull as of other pools. */
import { GreenspoolError } from './greenspool-error.js';
import { describe } from './misuse.js';

const EXPORTED = "Write it in a module, and pass `threadFunction(new URL('./work.js', import.meta.url), 'name')`";

/** No function that could be run elsewhere, whoever asks for it. */
export function notSendable(name: string, stopped: string, cause?: unknown): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_THREAD_FUNCTION',
    tried: `run ${name} in a thread`,
    stopped,
    fix: EXPORTED,
    cause,
  });
}

/** Its text names a variable that the thread does not have. */
export function usesSurroundings(name: string, variable: string, cause: unknown): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_THREAD_FUNCTION',
    tried: `run ${name} in a thread`,
    stopped: `it uses a variable of its surroundings: ${variable}. A function is sent as its text, without what is around it`,
    fix: `Pass the value as an argument, \`await import()\` modules inside it, or put it in a module and pass \`threadFunction(url, 'name')\``,
    cause,
  });
}

/** The module is there, the function is not. */
export function noSuchExport(module: string, name: string, found: readonly string[]): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_THREAD_FUNCTION',
    tried: `run ${name} of ${module} in a thread`,
    stopped: `the module exports no function of that name (it has ${found.length === 0 ? 'none' : found.join(', ')})`,
    fix: 'Export the function, or correct the name',
  });
}

export function moduleFailed(module: string, name: string, cause: unknown): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_THREAD_FUNCTION',
    tried: `run ${name} of ${module} in a thread`,
    stopped: `the module could not be loaded there (${cause instanceof Error ? cause.message : describe(cause)})`,
    fix: 'See the cause',
    cause,
  });
}

/** A module that a thread loads for a job would start jobs of its own, and those threads would load it again. */
export function startsJobs(call: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_THREAD_LOADING',
    tried: `${call}() at the top level of a module that a thread loads for a job`,
    stopped: 'the threads of that pool would load the module and do so again, without end',
    fix: 'Put the functions for threads into a module of their own, or write `if (isMainThread)` (node:worker_threads) around the program',
  });
}

/** An argument, or the result, is nothing that can be sent. `what` says which. */
export function notCloneable(name: string, what: string, cause: unknown): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_THREAD_CLONE',
    tried: `run ${name} in a thread`,
    stopped: `${what} cannot be sent to another thread${cause instanceof Error ? `: ${cause.message.replace(/\.$/, '')}` : ''}`,
    fix: 'Send plain data (no functions, greenlets or classes with private parts); hand ports and buffers over with `transfer`',
    cause,
  });
}

export function threadDied(name: string, how: string, cause?: unknown): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_THREAD_DIED',
    tried: `run ${name} in a thread`,
    stopped: `the thread ended before the job did: ${how}`,
    fix: 'See the cause; the other jobs go on, and a new thread takes the place',
    cause,
  });
}

export function noThread(name: string, cause: unknown): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_THREAD_START',
    tried: `start a thread for ${name}`,
    stopped: cause instanceof Error ? cause.message : describe(cause),
    fix: 'See the cause; often the `execArgv` or `resourceLimits` of the pool are to blame',
    cause,
  });
}

export function poolClosed(call: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_THREADS_CLOSED',
    tried: `${call}() of a ThreadPool`,
    stopped: 'the pool was closed',
    fix: 'Make a new ThreadPool, or close this one later',
  });
}
