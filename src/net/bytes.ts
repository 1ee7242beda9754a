/**
 * Bytes that have come and were not read: a list of chunks, oldest first.
 *
 *     take(n) ◀── [chunk][chunk][chunk] ◀── push
 *     giveBack ──▶
 * Small chunks are put together, so that a sender of single bytes costs neither a buffer nor a step of a search for each.
 */
import { Buffer } from 'node:buffer';

const SMALL = 4096;

export class Bytes {
  #chunks: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** How many are in the oldest chunk. */
  get firstLength(): number {
    return this.#chunks[0]?.length ?? 0;
  }

  push(chunk: Buffer): void {
    const last = this.#chunks.at(-1);
    this.#length += chunk.length;
    if (last !== undefined && last.length < SMALL && chunk.length < SMALL) {
      this.#chunks[this.#chunks.length - 1] = Buffer.concat([last, chunk]);
    } else this.#chunks.push(chunk);
  }

  /** Puts bytes that were taken last back to the front. */
  giveBack(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#chunks.unshift(bytes);
    this.#length += bytes.length;
  }

  /** Takes the first `n`, which must be there; copied only when they are in several chunks. */
  take(n: number): Buffer {
    this.#length -= n;
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= n) return this.#takeFrom(first, n);
    const taken: Buffer[] = [];
    let nLeft = n;
    let nWhole = 0;
    for (let chunk = this.#chunks[0]; chunk !== undefined && chunk.length <= nLeft; chunk = this.#chunks[nWhole]) {
      taken.push(chunk);
      nLeft -= chunk.length;
      nWhole++;
    }
    this.#chunks.splice(0, nWhole);
    const next = this.#chunks[0];
    if (nLeft > 0 && next !== undefined) taken.push(this.#takeFrom(next, nLeft));
    return Buffer.concat(taken, n);
  }

  /** The first `n` of the oldest chunk. */
  #takeFrom(chunk: Buffer, n: number): Buffer {
    if (chunk.length === n) this.#chunks.shift();
    else this.#chunks[0] = chunk.subarray(n);
    return chunk.subarray(0, n);
  }

  clear(): void {
    this.#chunks = [];
    this.#length = 0;
  }

  /** Where the needle (one byte or more) begins, at `from` or later; -1: nowhere. It may lie across chunks. */
  indexOf(needle: Uint8Array, from: number): number {
    const first = needle[0] as number;
    let start = 0;
    for (let i = 0; i < this.#chunks.length; i++) {
      const chunk = this.#chunks[i] as Buffer;
      let at = chunk.indexOf(first, Math.max(0, from - start));
      while (at >= 0 && !this.#isAt(needle, i, at)) at = chunk.indexOf(first, at + 1);
      if (at >= 0) return start + at;
      start += chunk.length;
    }
    return -1;
  }

  #isAt(needle: Uint8Array, index: number, offset: number): boolean {
    let i = index;
    let at = offset;
    for (const byte of needle) {
      while (at >= (this.#chunks[i]?.length ?? Number.POSITIVE_INFINITY)) {
        at = 0;
        i++;
      }
      if (this.#chunks[i]?.[at++] !== byte) return false;
    }
    return true;
  }
}
