/** Where the bytes of a read go. */

/** The parts of memory that `readSync` or `readvSync` is to fill; null where the original has something to say about that. */
export function roomOf([, target, ...others]: unknown[]): Uint8Array[] | null {
  const parts = Array.isArray(target) ? vectors(target, others[0]) : window(target, others);
  return parts?.some((part) => part.length > 0) ? parts : null;
}

function vectors(list: unknown[], position: unknown): Uint8Array[] | null {
  return typeof position !== 'number' && list.every(ArrayBuffer.isView) ? list.map((view) => bytesOf(view)) : null;
}

function window(view: unknown, [given, n, at]: unknown[]): Uint8Array[] | null {
  if (!ArrayBuffer.isView(view)) return null;
  const hasOptions = typeof given === 'object' && given !== null;
  const options = hasOptions ? (given as Record<string, unknown>) : { offset: given, length: n, position: at };
  const { offset = 0, length = view.byteLength - Number(offset), position = null } = options;
  if (!isCount(offset) || !isCount(length) || offset + length > view.byteLength) return null;
  return position === null || position === -1 ? [bytesOf(view).subarray(offset, offset + length)] : null;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Fills the parts in turn. */
export function scatter(bytes: Uint8Array, parts: readonly Uint8Array[]): void {
  let at = 0;
  for (const part of parts) {
    const piece = bytes.subarray(at, at + part.length);
    part.set(piece);
    at += piece.length;
  }
}
