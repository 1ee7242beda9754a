/**
 * Reading and writing by file descriptor. The twins tell their forms apart by how many arguments there are, callback included, so
 * they get as many as the form has.
 */

const isOptions = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** `(fd, buffer, offset, length, position)` or `(fd, buffer, options)`. */
export function readArguments([fd, buffer, offset, length, position]: unknown[]): unknown[] {
  if (offset === undefined && length === undefined && position === undefined) return [fd, buffer, {}];
  return isOptions(offset) ? [fd, buffer, offset] : [fd, buffer, offset ?? 0, length, position ?? null];
}

/** `(fd, buffer, offset, length, position)`, `(fd, buffer, options)` or `(fd, text, position, encoding)`. */
export function writeArguments([fd, data, offset, length, position]: unknown[]): unknown[] {
  if (typeof data === 'string') return [fd, data, offset ?? null, length ?? 'utf8'];
  return isOptions(offset) ? [fd, data, offset] : [fd, data, offset, length, position ?? null];
}
