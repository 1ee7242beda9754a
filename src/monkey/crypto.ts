/**
 * The slow functions of crypto that have a form with a callback, which works on the threads of libuv. When that fails, because of
 * its arguments or on the thread, the original is called and its error thrown: those of the threads lack `code`, `library`
 * and `reason`. What fails, fails early.
 */
import crypto from 'node:crypto';
import process from 'node:process';
import { type Done, waitForCallback } from '../greenlet/callback-wait.js';
import type { AnyFunction, Patch } from './patch.js';
import { settle } from './settle.js';

interface Twin {
  /** The function that calls back, if it is another one. */
  readonly twin?: string;
  /** The callback comes after so many arguments. */
  readonly nArguments: number;
  /** What the arguments are to the twin, where they differ. */
  argumentsOf?(...args: unknown[]): unknown[];
  /** What the original makes of the values that are called back with; the first one, unless given. */
  resultOf?(...values: unknown[]): unknown;
  /** Calls that are over sooner than the caller could be left and entered again. */
  isQuick?(...args: unknown[]): boolean;
}

/** Random bytes up to this size: filled in some 15 µs (2 to 3 GB/s), a way through the threads takes ten times that. */
const QUICK_BYTES = 64 * 1024;

const TWINS: Readonly<Record<string, Twin>> = {
  pbkdf2Sync: { twin: 'pbkdf2', nArguments: 5 },
  scryptSync: { twin: 'scrypt', nArguments: 4 },
  argon2Sync: { twin: 'argon2', nArguments: 2 },
  hkdfSync: { twin: 'hkdf', nArguments: 5 },
  generateKeyPairSync: {
    twin: 'generateKeyPair',
    nArguments: 2,
    resultOf: (publicKey, privateKey) => ({ publicKey, privateKey }),
  },
  generateKeySync: { twin: 'generateKey', nArguments: 2 },
  generatePrimeSync: { twin: 'generatePrime', nArguments: 2, argumentsOf: withOptions },
  checkPrimeSync: { twin: 'checkPrime', nArguments: 2, argumentsOf: withOptions },
  randomBytes: { nArguments: 1, isQuick: (size) => !(typeof size === 'number' && size > QUICK_BYTES) },
  randomFillSync: {
    twin: 'randomFill',
    nArguments: 3,
    argumentsOf: (buffer, offset = 0, size) => [buffer, offset, size],
    isQuick: isQuickFill,
  },
  sign: { nArguments: 3 },
  verify: { nArguments: 4 },
  diffieHellman: { nArguments: 1 },
  encapsulate: { nArguments: 1 },
  decapsulate: { nArguments: 2 },
};

/** What ends the process if it fails on a thread (CVE-2025-23166), unless Node is of this version of its line, or newer. */
const CRASHING = new Set(['sign', 'verify']);
const MENDED: Readonly<Record<number, readonly [minor: number, patch: number]>> = {
  20: [19, 2],
  22: [15, 1],
  23: [11, 1],
  24: [0, 2],
};

export function isMended(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const since = MENDED[major];
  if (since === undefined) return major > 24;
  return minor > since[0] || (minor === since[0] && patch >= since[1]);
}

/** Where the twin takes a callback, or options, for the second argument, but not undefined. */
function withOptions(first: unknown, options: unknown = {}): unknown[] {
  return [first, options];
}

function isQuickFill(buffer: unknown, _offset: unknown, size: unknown): boolean {
  const { byteLength, BYTES_PER_ELEMENT = 1 } = (buffer ?? {}) as Partial<Uint8Array>;
  if (typeof byteLength !== 'number') return true; // it will be refused
  return (typeof size === 'number' ? size * BYTES_PER_ELEMENT : byteLength) <= QUICK_BYTES;
}

function cooperative(label: string, twinOf: Twin, twin: AnyFunction | null): Patch['cooperative'] {
  const { nArguments, argumentsOf = (...args) => args, resultOf = (value) => value } = twinOf;
  return (original) =>
    (...args) => {
      const positional = argumentsOf(...Array.from({ length: nArguments }, (_, i) => args[i]));
      const instead = () => original(...args);
      const begin = (done: Done<unknown>) => {
        let isWanted = true;
        try {
          (twin ?? original)(...positional, (error: unknown, ...values: unknown[]) => {
            if (isWanted) settle(done, error ? instead : () => resultOf(...values));
          });
        } catch {
          settle(done, instead);
        }
        return () => {
          isWanted = false; // libuv cannot stop a thread
        };
      };
      return waitForCallback(label, { about: 'a thread that computes', begin, instead });
    };
}

/** Not with a callback, as it does not block then; nor where a function is wrong, as the twin would take it for one. */
function concerned(args: unknown[], { nArguments, isQuick }: Twin): boolean {
  const isOther = args[nArguments] !== undefined || args.some((arg) => typeof arg === 'function');
  return !isOther && isQuick?.(...args) !== true;
}

/** Null: this Node has no such function, or none that calls back (diffieHellman of older ones), or one that crashes. */
function patchOf(name: string, twinOf: Twin): Patch | null {
  const functions = crypto as unknown as Record<string, AnyFunction | undefined>;
  const { twin = name, nArguments } = twinOf;
  const original = functions[name];
  const calling = functions[twin];
  if (original === undefined || calling === undefined) return null;
  if (twin === name && original.length <= nArguments) return null;
  if (CRASHING.has(name) && !isMended(process.versions.node)) return null;
  const label = `crypto.${name}`;
  return {
    holder: crypto,
    name,
    label,
    concerns: (args) => concerned(args, twinOf),
    cooperative: cooperative(label, twinOf, twin === name ? null : calling),
  };
}

export const cryptoPatches: readonly Patch[] = Object.entries(TWINS).flatMap(
  ([name, twin]) => patchOf(name, twin) ?? [],
);
