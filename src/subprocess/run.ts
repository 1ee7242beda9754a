/** Running a program to its end. */
import type { Buffer } from 'node:buffer';
import { badArgument } from '../errors/misuse.js';
import { ProcessFailed, ProcessTimeout } from '../errors/subprocess.js';
import { waitForHost } from '../greenlet/host-wait.js';
import { type Outcome, RunningJob } from './job.js';
import { argumentsOf, jobOf, type RunOptions } from './options.js';
import { systemError } from './trouble.js';

/** What a process came to. */
export interface Completed {
  /** What was run: the shell, where there was one. */
  readonly file: string;
  readonly pid: number;
  /** Null if a signal has ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Null where it was no pipe; bytes with `encoding: 'buffer'`. */
  readonly stdout: string | Buffer | null;
  readonly stderr: string | Buffer | null;
}

/**
 * Runs a program and blocks until it is over: what it came to, with all of its output. May switch away; a kill, or an aborted
 * signal, kills the program. Throws what the system says if it cannot be started (ENOENT, EACCES, ...), a ProcessTimeout
 * (GS_TIMEOUT, with the output so far), with `check` a ProcessFailed (GS_PROCESS_FAILED), the signal's reason, GS_BAD_ARGUMENT.
 * That it has not read all of its input is no error.
 *
 * @example
 * const { status, stdout } = run('git', ['status', '--short'], { cwd: folder, timeout: 5000 });
 */
// biome-ignore lint/suspicious/noExplicitAny: Completed, or a promise of it in main and async bodies
export function run(file: string, args?: readonly string[], options?: RunOptions): any;
// biome-ignore lint/suspicious/noExplicitAny: as above
export function run(file: string, options?: RunOptions): any;
export function run(file: string, args?: unknown, options?: unknown): unknown {
  return runAs('run', file, args, options, (completed) => completed);
}

/**
 * The standard output of a program, which must succeed: `run` with `check`.
 *
 * @example
 * const head = checkOutput('git', ['rev-parse', 'HEAD']).trim();
 */
// biome-ignore lint/suspicious/noExplicitAny: string or Buffer, or a promise of it in main and async bodies
export function checkOutput(file: string, args?: readonly string[], options?: RunOptions): any;
// biome-ignore lint/suspicious/noExplicitAny: as above
export function checkOutput(file: string, options?: RunOptions): any;
export function checkOutput(file: string, args?: unknown, options?: unknown): unknown {
  return runAs('checkOutput', file, args, options, (completed) => completed.stdout, true);
}

function runAs(
  call: string,
  file: string,
  args: unknown,
  given: unknown,
  pick: (completed: Completed) => unknown,
  mustCheck = false,
): unknown {
  if (typeof file !== 'string') throw badArgument(call, 'expected the name of a program', file);
  const [list, options] = argumentsOf<RunOptions>(call, args, given);
  const job = jobOf(call, file, list, options);
  const { timeout, signal, check = mustCheck } = options;
  const about = `${call}() of ${file}`;
  const begin = (resolve: (value: unknown) => void, reject: (error: unknown) => void) => {
    const running = new RunningJob(job, (outcome) => {
      const completed = completedOf(outcome, options);
      const error = errorOf(call, outcome, completed, options, check);
      if (error === null) resolve(pick(completed));
      else reject(error);
    });
    return () => running.stop();
  };
  // the limit of time is the job's: the program is to be gone before that is told
  return waitForHost(call, { about, begin }, { signal, timeout: timeout === 0 ? 0 : undefined });
}

function completedOf({ file, pid = 0, status, signal, output }: Outcome, { encoding = 'utf8' }: RunOptions): Completed {
  const [, stdout, stderr] = output.map((bytes) =>
    encoding === 'buffer' ? bytes : (bytes?.toString(encoding) ?? null),
  );
  return { file, pid, status, signal, stdout: stdout ?? null, stderr: stderr ?? null };
}

function errorOf(call: string, outcome: Outcome, completed: Completed, options: RunOptions, check: boolean) {
  const { trouble, pid, file, args } = outcome;
  if (trouble?.code === 'ETIMEDOUT' && pid !== undefined)
    return new ProcessTimeout(call, options.timeout ?? 0, completed);
  if (trouble !== null && trouble.code !== 'EPIPE') return systemError('spawn', trouble, file, args);
  return check && completed.status !== 0 ? new ProcessFailed(call, completed) : null;
}
