/**
 * What the arguments of spawnSync mean. Null: they are wrong, or something that only the original knows; it is called then, and
 * throws its own error. So nothing is checked here that `spawn` checks in the same way.
 */
import { Buffer } from 'node:buffer';
import type { SpawnOptions } from 'node:child_process';
import type { Job } from '../../subprocess/job.js';
import { stdioOf } from '../../subprocess/stdio.js';

type Options = Readonly<Record<string, unknown>>;

/** What is wanted of the result. */
export interface Call {
  readonly job: Job;
  readonly encoding: unknown;
}

/** Those that `spawn` takes as they are. Not its `signal` and `timeout`, which mean something else there or nothing here. */
const PASSED_ON = [
  'cwd',
  'env',
  'uid',
  'gid',
  'detached',
  'shell',
  'argv0',
  'windowsHide',
  'windowsVerbatimArguments',
  'killSignal',
] as const;
const MAX_BUFFER = 1024 * 1024;

export function callOf(file: unknown, args: unknown, options: unknown): Call | null {
  const list = listOf(args);
  const given = optionsOf(Array.isArray(args) || args === null || args === undefined ? options : args);
  return typeof file !== 'string' || list === null || given === null ? null : callWith(file, list, given);
}

/** Where options stand in place of the arguments there are none. */
function listOf(args: unknown): string[] | null {
  if (Array.isArray(args)) return [...args];
  return args === undefined || typeof args === 'object' ? [] : null;
}

function optionsOf(options: unknown): Options | null {
  if (options === undefined) return {};
  return typeof options === 'object' && options !== null && !Array.isArray(options) ? { ...options } : null;
}

function callWith(file: string, args: string[], given: Options): Call | null {
  const { timeout = null, encoding, killSignal } = given;
  const maxBuffer = 'maxBuffer' in given ? (given.maxBuffer ?? 0) : MAX_BUFFER;
  const stdio = stdioOf(given.stdio);
  const input = inputOf(given.input, encoding);
  if (stdio === null || input === null || !isLimit(maxBuffer) || !isLimit(timeout ?? 0)) return null;
  if (timeout !== null && !Number.isSafeInteger(timeout)) return null;
  const options = passedOn(given);
  const limits = { timeout: (timeout ?? 0) as number, maxBuffer, killSignal: killSignal as Job['killSignal'] };
  return { job: { file, args, options, stdio, input, ...limits }, encoding };
}

function isLimit(n: unknown): n is number {
  return typeof n === 'number' && n >= 0;
}

function passedOn(given: Options): SpawnOptions {
  return Object.fromEntries(PASSED_ON.filter((name) => name in given).map((name) => [name, given[name]]));
}

/** A copy: other greenlets run before the child has read it. */
function inputOf(input: unknown, encoding: unknown): Buffer | undefined | null {
  if (!input) return undefined;
  if (ArrayBuffer.isView(input)) return Buffer.from(Buffer.from(input.buffer, input.byteOffset, input.byteLength));
  if (typeof input !== 'string') return null;
  try {
    return Buffer.from(input, encoding as BufferEncoding);
  } catch {
    return null;
  }
}
