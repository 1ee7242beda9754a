/** The options of reads, and their checks. */
import { Buffer } from 'node:buffer';
import { badArgument } from '../errors/misuse.js';
import type { Limits } from '../greenlet/host-wait.js';

export interface ReadOptions extends Limits {
  /** Bytes at most. */
  max?: number;
}

export interface UntilOptions extends Limits {
  /** Bytes before the delimiter at most; more is GS_LINE_TOO_LONG. That of the socket if it is not given. */
  maxLength?: number;
}

export interface SocketOptions {
  /** Bytes of a line at most, 64 KiB unless given. */
  maxLineLength?: number;
  /** Bytes that are read ahead of the reader, at least; the other side is stopped then. 64 KiB unless given. */
  readAhead?: number;
}

const DEFAULT_LENGTH = 64 * 1024;

type Given = { [option in keyof SocketOptions]: SocketOptions[option] | undefined };

/** All of them, checked. Throws GS_BAD_ARGUMENT. */
export function settingsOf(api: string, options: Given): Required<SocketOptions> {
  const { maxLineLength = DEFAULT_LENGTH, readAhead = DEFAULT_LENGTH } = options;
  return {
    maxLineLength: checkSize(api, 'maxLineLength', maxLineLength),
    readAhead: checkSize(api, 'readAhead', readAhead),
  };
}

/** Throws GS_BAD_ARGUMENT. */
export function checkSize(api: string, what: string, n: unknown, least = 1): number {
  if (n === Number.POSITIVE_INFINITY || (Number.isSafeInteger(n) && (n as number) >= least)) return n as number;
  throw badArgument(api, `${what} is a whole number from ${least}`, n);
}

export function checkDelimiter(delimiter: unknown): Uint8Array {
  const bytes = typeof delimiter === 'string' ? Buffer.from(delimiter) : delimiter;
  if (bytes instanceof Uint8Array && bytes.length > 0) return bytes;
  throw badArgument('readUntil', 'the delimiter is a string or Uint8Array, of one byte at least', delimiter);
}
