/** What spawnSync, execFileSync and execSync make of a process that has run and ended, as Node's lib/child_process.js does. */
import type { Buffer } from 'node:buffer';
import process from 'node:process';
import { type Place, standAt } from '../../frames/stack-trace.js';
import type { Outcome } from '../../subprocess/job.js';
import { systemError } from '../../subprocess/trouble.js';

type Output = Buffer | string | null;

export interface Result {
  error?: Error;
  status: number | null;
  signal: NodeJS.Signals | null;
  output: Output[];
  pid: number | undefined;
  stdout: Output | undefined;
  stderr: Output | undefined;
}

export function resultOf(outcome: Outcome, encoding: unknown, place: Place): Result {
  const { pid, status, signal, trouble, file, args } = outcome;
  const output = outcome.output.map((bytes) => decoded(bytes, encoding));
  // the order of the fields is that of the original
  return {
    ...(trouble !== null && { error: standAt(systemError('spawnSync', trouble, file, args), place) }),
    status,
    signal,
    output,
    pid,
    stdout: output[1],
    stderr: output[2],
  };
}

function decoded(bytes: Buffer | null, encoding: unknown): Output {
  return bytes && encoding && encoding !== 'buffer' ? bytes.toString(encoding as BufferEncoding) : bytes;
}

/** Standard output; throws if the process has failed. `toStderr`: what it says there is passed on. */
export function outputOf(result: Result, command: string, toStderr: boolean, place: Place): Output | undefined {
  if (toStderr && result.stderr) process.stderr.write(result.stderr);
  if (result.error !== undefined) throw Object.assign(result.error, result);
  if (result.status !== 0) throw Object.assign(standAt(new Error(failure(command, result)), place), result);
  return result.stdout;
}

function failure(command: string, { stderr }: Result): string {
  return `Command failed: ${command}${stderr && stderr.length > 0 ? `\n${stderr.toString()}` : ''}`;
}
