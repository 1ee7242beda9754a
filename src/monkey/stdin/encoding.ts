/** In which form readFileSync is to give what it has read. */

/** Undefined: as a Buffer. Null: the original has something to say about these options. */
export function encodingOf(options: unknown): BufferEncoding | undefined | null {
  const given =
    typeof options === 'object' && options !== null ? (options as { encoding?: unknown }).encoding : options;
  if (given === undefined || given === null || given === 'buffer') return undefined;
  return typeof given === 'string' && Buffer.isEncoding(given) ? given : null;
}
