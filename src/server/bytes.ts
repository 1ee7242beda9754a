/** Binary data of any kind, as the bytes that Node writes. */
import { isAnyArrayBuffer } from 'node:util/types';

/** Null for all that is none. */
export function bytesIn(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return isAnyArrayBuffer(value) ? new Uint8Array(value) : null;
}
