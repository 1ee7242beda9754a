/**
 * Reads of standard input: `readSync(0, …)`, `readvSync(0, …)`, `readFileSync(0)` and `readFileSync('/dev/stdin')`. A read by
 * position, and one whose arguments are wrong, is the original's.
 */
import fs from 'node:fs';
import { type Done, waitForCallback } from '../../greenlet/callback-wait.js';
import type { AnyFunction, Patch } from '../patch.js';
import { settle } from '../settle.js';
import { blockingRead, blockingReadFile } from './blocking.js';
import { encodingOf } from './encoding.js';
import { giveBack, type Piece, take } from './reader.js';
import { roomOf, scatter } from './room.js';
import { isStdin, isStdinPath } from './which.js';

const ABOUT = 'standard input';
const EVERYTHING = 64 * 1024;

/** `fill` puts the bytes where they belong. */
function read(label: string, nBytes: number, fill: (bytes: Buffer) => void, original: () => unknown): unknown {
  let taken: Piece | null = null;
  return waitForCallback<number>(label, {
    about: ABOUT,
    begin(done) {
      const cancel = take(nBytes, (error, piece) => {
        if (piece === undefined) return done(error);
        taken = piece;
        fill(piece.bytes);
        done(null, piece.bytes.length);
      });
      if (cancel === false) settle(done as Done<unknown>, original);
      return cancel || undefined;
    },
    unwanted: () => taken !== null && giveBack(taken),
    instead: original,
  });
}

function readCall(name: string, label: string): Patch {
  return {
    holder: fs,
    name,
    label,
    mayTakeLong: true,
    concerns: (args) => isStdin(args[0]) && roomOf(args) !== null,
    cooperative:
      (original) =>
      (...args) => {
        const room = roomOf(args) ?? [];
        const nBytes = room.reduce((sum, part) => sum + part.length, 0);
        return read(
          label,
          nBytes,
          (bytes) => scatter(bytes, room),
          () => original(...args),
        );
      },
    blocking: blockingRead,
  };
}

const readFile: AnyFunction = (original: AnyFunction) => (file: unknown, options: unknown) => {
  const encoding = encodingOf(options) ?? undefined;
  const asOriginal = () => original(file, options);
  const collected = new Collected();
  return waitForCallback<string | Buffer>('fs.readFileSync', {
    about: ABOUT,
    begin(done) {
      const isOpen = collected.begin((error, all) => {
        done(error, all === undefined || encoding === undefined ? all : all.toString(encoding));
      });
      if (!isOpen) settle(done as Done<unknown>, asOriginal);
      return () => collected.giveUp();
    },
    unwanted: () => collected.giveUp(),
    instead: asOriginal,
  });
};

/** All that comes until the end. */
class Collected {
  readonly #pieces: Piece[] = [];
  #cancel: () => void = () => undefined;

  /** False: the input is closed. */
  begin(done: Done<Buffer>): boolean {
    let isServed = false;
    const cancel = take(EVERYTHING, (error, piece) => {
      isServed = true;
      if (piece === undefined) return done(error);
      if (piece.bytes.length > 0) {
        this.#pieces.push(piece);
        if (this.begin(done)) return;
      }
      done(null, Buffer.concat(this.#pieces.map(({ bytes }) => bytes)));
    });
    if (cancel === false) return false;
    if (!isServed) this.#cancel = cancel;
    return true;
  }

  giveUp(): void {
    this.#cancel();
    for (const piece of this.#pieces) giveBack(piece);
  }
}

export const stdinPatches: readonly Patch[] = [
  readCall('readSync', 'fs.readSync(0)'),
  readCall('readvSync', 'fs.readvSync(0)'),
  {
    holder: fs,
    name: 'readFileSync',
    label: 'fs.readFileSync(0)',
    concerns: ([file, options]) => (isStdin(file) || isStdinPath(file)) && encodingOf(options) !== null,
    mayTakeLong: true,
    cooperative: readFile,
    blocking: blockingReadFile,
  },
];
