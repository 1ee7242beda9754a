/** What processes are started with, and the checks of it. What is not checked here, `spawn` checks. */
import { Buffer } from 'node:buffer';
import type { SpawnOptions } from 'node:child_process';
import { badArgument } from '../errors/misuse.js';
import { checkLimits } from '../greenlet/host-wait.js';
import type { Job, StdioItem } from './job.js';
import { stdioOf } from './stdio.js';

export type Stdio = 'pipe' | 'ignore' | 'inherit' | number | { readonly fd: number } | null | undefined;

export interface StartOptions {
  /** The folder it runs in. */
  cwd?: string | URL | undefined;
  /** Its environment; that of this process unless given. */
  env?: NodeJS.ProcessEnv | undefined;
  /** With true the file is a command line of the shell; arguments are appended as they are, not quoted. */
  shell?: boolean | string | undefined;
  /** A word for all three, or a list; numbers are files that this process has open. Pipes unless given. */
  stdio?: 'pipe' | 'ignore' | 'inherit' | readonly Stdio[] | undefined;
  /** Others that `spawn` takes: argv0, uid, gid, detached, windowsHide, ... */
  argv0?: string | undefined;
  uid?: number | undefined;
  gid?: number | undefined;
  detached?: boolean | undefined;
  windowsHide?: boolean | undefined;
}

export interface RunOptions extends StartOptions {
  /** What it reads on standard input, which is empty unless given. */
  input?: string | NodeJS.ArrayBufferView | undefined;
  /** Milliseconds it may run; then it is killed and a ProcessTimeout thrown. 0 does not start it. */
  timeout?: number | undefined;
  /** Kills it when it is aborted. */
  signal?: AbortSignal | undefined;
  /** What it is killed with: 'SIGKILL' unless given, as one that takes no notice of a signal would not be over in time. */
  killSignal?: NodeJS.Signals | number | undefined;
  /** With true a status other than 0 is thrown as a ProcessFailed. */
  check?: boolean | undefined;
  /** Of the output (and of an input that is a string): 'utf8' unless given; 'buffer' leaves it as it is. */
  encoding?: BufferEncoding | 'buffer' | undefined;
  /** Bytes of output at most, more is an ENOBUFS; no limit unless given. */
  maxBuffer?: number | undefined;
}

/** `call(file, options)` is allowed where there are no arguments. */
export function argumentsOf<O extends object>(call: string, args: unknown, options: unknown): [string[], O] {
  if (args !== undefined && (typeof args !== 'object' || args === null))
    throw badArgument(call, `the arguments are a list, for example ${call}('echo', ['a'])`, args);
  const list = Array.isArray(args) ? [...args] : [];
  const given = Array.isArray(args) || args === undefined ? (options ?? {}) : args;
  checkLimits(call, given);
  return [list, given as O];
}

/** Throws GS_BAD_ARGUMENT. */
export function checkStdio(call: string, stdio: unknown): StdioItem[] {
  const items = stdioOf(stdio);
  if (items !== null) return items;
  throw badArgument(call, "stdio is 'pipe', 'ignore', 'inherit', or a list of these and of open files", stdio);
}

export function spawnOptions({ cwd, env, shell, argv0, uid, gid, detached, windowsHide }: StartOptions): SpawnOptions {
  const given = { cwd, env, shell, argv0, uid, gid, detached, windowsHide };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

export function jobOf(call: string, file: string, args: readonly string[], options: RunOptions): Job {
  const { input, timeout = Number.POSITIVE_INFINITY, maxBuffer = 0, killSignal = 'SIGKILL', encoding } = options;
  if (typeof maxBuffer !== 'number' || !(maxBuffer >= 0)) {
    throw badArgument(call, 'maxBuffer is a number of bytes', maxBuffer);
  }
  checkEncoding(call, encoding);
  return {
    file,
    args,
    options: { ...spawnOptions(options), killSignal },
    stdio: checkStdio(call, options.stdio),
    input: bytesOf(call, input, encoding),
    timeout: timeout === Number.POSITIVE_INFINITY ? 0 : timeout,
    maxBuffer,
    killSignal,
  };
}

/** Throws GS_BAD_ARGUMENT. */
export function checkEncoding(call: string, encoding: unknown): void {
  if (encoding === undefined || encoding === 'buffer' || Buffer.isEncoding(encoding as string)) return;
  throw badArgument(call, "encoding is 'buffer' or one that Buffers know", encoding);
}

/** Throws GS_BAD_ARGUMENT. */
export function bytesOf(call: string, input: unknown, encoding?: BufferEncoding | 'buffer'): Buffer | undefined {
  if (input === undefined) return undefined;
  if (typeof input === 'string') return Buffer.from(input, encoding === 'buffer' ? 'utf8' : encoding);
  if (ArrayBuffer.isView(input)) return Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  throw badArgument(call, 'the input is a string or bytes', input);
}
