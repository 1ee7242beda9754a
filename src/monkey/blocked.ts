/**
 * Calls that had to block the thread although a greenlet made them, because one of its callers cannot be left. What Node itself
 * calls, to load modules or to write what is logged to a file, is not among them: nobody could do anything about that.
 */
import { setInsteadHook } from '../frames/lost.js';

/** A function, and who among its callers was not compiled. */
export interface BlockedCalls {
  name: string;
  /** The first caller that cannot be left: "each (/app/node_modules/each/index.js)", "native replace", "size (an accessor)". */
  caller: string;
  count: number;
}

const found = new Map<string, BlockedCalls>();

const NODE_ITSELF = /\(node:internal\/(?:modules|fs)\//;

export function countBlocked(name: string, caller: string): void {
  if (NODE_ITSELF.test(caller)) return;
  const key = `${name} ${caller}`;
  const known = found.get(key);
  if (known !== undefined) known.count++;
  else found.set(key, { name, caller, count: 1 });
}

/** Copies, the most frequent first. */
export function blockedCalls(): BlockedCalls[] {
  return [...found.values()].map((one) => ({ ...one })).sort((a, b) => b.count - a.count);
}

setInsteadHook(countBlocked);
