/**
 * Reading and writing the scalars of the binary format. A `Reader` walks a slice of a module; a `Writer` grows.
 * Everything the pass produces goes through these two, so that no other file knows of LEB128.
 */
import { type InstrumentError, refusal } from './instrument-error.js';

const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

export class Reader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  u8(): number {
    if (this.at >= this.end) throw truncated();
    return this.bytes[this.at++] as number;
  }

  u32(): number {
    let byte = this.u8();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let shift = 7; shift <= 28; shift += 7) {
      byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw malformed('an integer is longer than its type allows');
  }

  s32(): number {
    let value = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return shift < 28 && byte & 0x40 ? value | (-1 << (shift + 7)) : value;
    }
    throw malformed('an integer is longer than its type allows');
  }

  /** Steps over an integer of any width and sign. */
  skipLeb(): void {
    for (let left = 10; left > 0; left--) if (this.u8() < 0x80) return;
    throw malformed('an integer is longer than its type allows');
  }

  skip(n: number): void {
    this.at += n;
    if (this.at > this.end) throw truncated();
  }

  /** The next `n` bytes, as a view. */
  take(n: number): Uint8Array {
    const start = this.at;
    this.skip(n);
    return this.bytes.subarray(start, this.at);
  }

  name(): string {
    const bytes = this.take(this.u32());
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      throw malformed('a name is not UTF-8', cause);
    }
  }

  list<T>(item: () => T): T[] {
    const n = this.u32();
    if (n > this.end - this.at) throw truncated();
    return Array.from({ length: n }, item);
  }
}

export class Writer {
  private bytes: Uint8Array;
  private used = 0;

  constructor(capacity = 64) {
    this.bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.used;
  }

  private room(n: number): void {
    const needed = this.used + n;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.used));
    this.bytes = grown;
  }

  u8(value: number): this {
    this.room(1);
    this.bytes[this.used++] = value;
    return this;
  }

  u32(value: number): this {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.u8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return this.u8(rest);
  }

  s32(value: number): this {
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      if ((rest === 0 && !(low & 0x40)) || (rest === -1 && low & 0x40)) return this.u8(low);
      this.u8(low | 0x80);
    }
  }

  raw(bytes: ArrayLike<number>): this {
    this.room(bytes.length);
    this.bytes.set(bytes, this.used);
    this.used += bytes.length;
    return this;
  }

  name(text: string): this {
    const bytes = encoder.encode(text);
    return this.u32(bytes.length).raw(bytes);
  }

  /** A length and then the bytes: how sections, bodies and subsections are framed. */
  sized(content: Writer): this {
    return this.u32(content.length).raw(content.view());
  }

  list<T>(items: readonly T[], write: (item: T) => void): this {
    this.u32(items.length);
    for (const item of items) write(item);
    return this;
  }

  view(): Uint8Array {
    return this.bytes.subarray(0, this.used);
  }
}

export function malformed(what: string, cause?: unknown): InstrumentError {
  return refusal('GS_WASM_MALFORMED', what, 'The file is damaged or was cut; build it again', cause);
}

function truncated(): InstrumentError {
  return malformed('it ends in the middle of something');
}
