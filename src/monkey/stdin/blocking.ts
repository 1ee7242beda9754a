/** Reads of standard input that block the thread: what lies there from the reads of greenlets comes first. */
import fs from 'node:fs';
import type { AnyFunction } from '../patch.js';
import { encodingOf } from './encoding.js';
import { hasRest, takeAllRest, takeRest } from './reader.js';
import { roomOf, scatter } from './room.js';
import { isNonBlocking } from './source.js';
import { isStdin, isStdinPath, STDIN } from './which.js';

/** As they were before anything was patched. */
const { readSync } = fs;
const { wait } = Atomics;
const CHUNK = 64 * 1024;
const never = new Int32Array(new SharedArrayBuffer(4));
const RETRY_MS = 2;

export function blockingRead(original: AnyFunction): AnyFunction {
  return (...args) => {
    if (!isStdin(args[0])) return original(...args);
    const room = hasRest() ? roomOf(args) : null;
    if (room === null) return persistently(() => original(...args));
    const { bytes } = takeRest(room.reduce((sum, part) => sum + part.length, 0));
    scatter(bytes, room);
    return bytes.length;
  };
}

export function blockingReadFile(original: AnyFunction): AnyFunction {
  return (file, options) => {
    const isOrdinary = !hasRest() && !(isNonBlocking && isStdin(file));
    if (isOrdinary || !(isStdin(file) || isStdinPath(file))) return original(file, options);
    const encoding = encodingOf(options);
    if (encoding === null) return original(file, options);
    const all = Buffer.concat([takeAllRest(), ...chunksToEnd()]);
    return encoding === undefined ? all : all.toString(encoding);
  };
}

function* chunksToEnd(): Generator<Buffer> {
  for (;;) {
    const buffer = Buffer.allocUnsafe(CHUNK);
    const nRead = persistently(() => readSync(STDIN, buffer)) as number;
    if (nRead === 0) return;
    yield buffer.subarray(0, nRead);
  }
}

/** A socket is made non-blocking by whoever reads it without blocking: here somebody wants to block. */
function persistently(read: () => unknown): unknown {
  for (;;) {
    try {
      return read();
    } catch (error) {
      if (!isNonBlocking || (error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      wait(never, 0, 0, RETRY_MS);
    }
  }
}
