/**
 * The choices of which a random program is made: one byte each. A tape that has run out says 0 for ever, and 0 is
 * everywhere the simplest choice, so a shorter tape is a smaller program and shrinking bytes shrinks programs.
 */
export class Tape {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A number from 0 to n - 1. */
  below(n: number): number {
    const byte = this.#bytes[this.#at++] ?? 0;
    return byte % n;
  }

  /** True once in n times; false when the tape is over. */
  oneIn(n: number): boolean {
    return this.below(n) === n - 1;
  }

  get isOver(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** One of the options; the first when the tape is over. */
  pick<T>(options: readonly T[]): T {
    return options[this.below(options.length)] as T;
  }
}

/** A tape from a seed, for runs that are not driven by fast-check. */
export function randomBytes(seed: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let x = Math.imul(seed + 1, 2_654_435_761) | 1;
  for (let i = 0; i < length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    bytes[i] = x >>> 16;
  }
  return bytes;
}
