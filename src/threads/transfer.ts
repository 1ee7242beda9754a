/** Results that hand memory or ports over instead of copying them. */
import type { TransferListItem } from 'node:worker_threads';
import { badArgument } from '../errors/misuse.js';

/** What `transfer` returns. */
export class Transferred {
  readonly value: unknown;
  readonly list: readonly TransferListItem[];

  constructor(value: unknown, list: readonly TransferListItem[]) {
    this.value = value;
    this.list = list;
  }
}

/**
 * For the `return` of a function that runs in a thread: `list` (array buffers, ports) is handed over, not copied; the thread
 * has them no more. For arguments there is the option `transfer`. Does not switch. Throws GS_BAD_ARGUMENT.
 *
 * @example
 * export function zeros(n) { const bytes = new Uint8Array(n); return transfer(bytes, [bytes.buffer]) }
 */
// biome-ignore lint/suspicious/noExplicitAny: for TypeScript the function returns its value
export function transfer<T>(value: T, list: readonly TransferListItem[]): any {
  if (!Array.isArray(list)) throw badArgument('transfer', 'what is handed over is an array', list);
  return new Transferred(value, list);
}
