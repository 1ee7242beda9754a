/** Starting a program that runs beside this one. */
import { type StdioOptions, spawn } from 'node:child_process';
import { badArgument } from '../errors/misuse.js';
import { waitForHost } from '../greenlet/host-wait.js';
import { argumentsOf, checkStdio, type StartOptions, spawnOptions } from './options.js';
import { Process } from './process.js';

/**
 * Starts a program, and blocks until the system has done so: the Process. May switch away. Throws what the system says if it
 * cannot be started (ENOENT, EACCES, ...), GS_BAD_ARGUMENT.
 *
 * @example
 * const bc = start('bc');
 * bc.stdin.write('6 * 7\n');
 * console.log(bc.stdout.readLine()); // prints 42
 */
// biome-ignore lint/suspicious/noExplicitAny: Process, or a promise of it in main and async bodies
export function start(file: string, args?: readonly string[], options?: StartOptions): any;
// biome-ignore lint/suspicious/noExplicitAny: as above
export function start(file: string, options?: StartOptions): any;
export function start(file: string, args?: unknown, given?: unknown): unknown {
  if (typeof file !== 'string') throw badArgument('start', 'expected the name of a program', file);
  const [list, options] = argumentsOf<StartOptions>('start', args, given);
  const stdio = checkStdio('start', options.stdio) as StdioOptions;
  return waitForHost<Process>('start', {
    about: `start() of ${file}`,
    begin(resolve, reject) {
      const child = spawn(file, list, { ...spawnOptions(options), stdio });
      if (child.pid === undefined) child.once('error', reject);
      else resolve(new Process(child, file));
      return undefined;
    },
    unwanted: (process) => process.discard(),
  });
}
