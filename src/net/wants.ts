/**
 * What a read wants of the bytes that have come: how many of them it takes, and what it makes of these. One is made for each
 * read, and may remember how far it has searched: nobody else takes bytes meanwhile.
 */
import { Buffer } from 'node:buffer';
import { IncompleteRead, lineTooLong } from '../errors/net.js';
import type { Bytes } from './bytes.js';

/** Not enough has come yet. */
export const MORE = -1;
/** Nothing is left, and nothing will come. */
export const END = -2;

export interface Want<T> {
  /** How many bytes it takes; MORE, or END. `isAll`: no more will come. Throws when it can never be satisfied. */
  measure(bytes: Bytes, isAll: boolean): number;
  /** What it makes of them; null for END. */
  result(taken: Buffer | null): T;
}

/** What has come, at most `max` bytes. */
export class ChunkWant implements Want<Buffer | null> {
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  measure(bytes: Bytes, isAll: boolean): number {
    if (bytes.length > 0) return Math.min(bytes.firstLength, this.#max);
    return isAll ? END : MORE;
  }

  result(taken: Buffer | null): Buffer | null {
    return taken;
  }
}

export class ExactWant implements Want<Buffer> {
  readonly #n: number;
  readonly #tried: string;

  constructor(n: number, tried: string) {
    this.#n = n;
    this.#tried = tried;
  }

  measure(bytes: Bytes, isAll: boolean): number {
    if (bytes.length >= this.#n) return this.#n;
    if (isAll) throw new IncompleteRead(this.#tried, `${this.#n} bytes`, bytes.length);
    return MORE;
  }

  result(taken: Buffer): Buffer {
    return taken;
  }
}

/** Everything up to a delimiter, with it. */
export class UntilWant implements Want<Buffer> {
  readonly #delimiter: Uint8Array;
  readonly #maxLength: number;
  protected readonly tried: string;
  #searched = 0;

  constructor(delimiter: Uint8Array, maxLength: number, tried: string) {
    this.#delimiter = delimiter;
    this.#maxLength = maxLength;
    this.tried = tried;
  }

  measure(bytes: Bytes, isAll: boolean): number {
    const at = bytes.indexOf(this.#delimiter, this.#searched);
    const nBefore = at >= 0 ? at : bytes.length - this.#delimiter.length + 1;
    if (nBefore > this.#maxLength) throw lineTooLong(this.tried, this.#maxLength);
    if (at >= 0) return at + this.#delimiter.length;
    if (isAll) return this.rest(bytes);
    this.#searched = Math.max(0, nBefore);
    return MORE;
  }

  protected rest(bytes: Bytes): number {
    throw new IncompleteRead(this.tried, 'the delimiter', bytes.length);
  }

  result(taken: Buffer): Buffer {
    return taken;
  }
}

const NEWLINE = Buffer.from('\n');

/** A line without its end, `\n` or `\r\n`; what comes after the last one is a line, too. */
export class LineWant implements Want<string | null> {
  readonly #inner: UntilWant;

  constructor(maxLength: number, tried: string) {
    this.#inner = new LastWant(NEWLINE, maxLength, tried);
  }

  measure(bytes: Bytes, isAll: boolean): number {
    return this.#inner.measure(bytes, isAll);
  }

  result(taken: Buffer | null): string | null {
    if (taken === null) return null;
    let end = taken.length;
    if (taken[end - 1] === 10) end = taken[end - 2] === 13 ? end - 2 : end - 1;
    return taken.toString('utf8', 0, end);
  }
}

class LastWant extends UntilWant {
  protected override rest(bytes: Bytes): number {
    return bytes.length > 0 ? bytes.length : END;
  }
}

/** The same as a step of an iterator. */
export class StepWant<T> implements Want<IteratorResult<T, undefined>> {
  readonly #inner: Want<T | null>;

  constructor(inner: Want<T | null>) {
    this.#inner = inner;
  }

  measure(bytes: Bytes, isAll: boolean): number {
    return this.#inner.measure(bytes, isAll);
  }

  result(taken: Buffer | null): IteratorResult<T, undefined> {
    if (taken === null) return { value: undefined, done: true };
    return { value: this.#inner.result(taken) as T, done: false };
  }
}
