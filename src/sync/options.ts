/** The options that blocking calls share, and the checks of what they are given. */
import { badArgument } from '../errors/misuse.js';
import { checkTimeout } from '../greenlet/joining.js';

export interface WaitOptions {
  /** Milliseconds to wait at most; 0 does not wait, Infinity or nothing is no limit. */
  timeout?: number;
}

export interface BlockOptions extends WaitOptions {
  /** With false it does not wait, whatever the timeout. */
  block?: boolean;
}

/** How many ms the call may wait: 0 is not at all, Infinity for ever. Throws GS_BAD_ARGUMENT. */
export function limitOf(call: string, options: BlockOptions | undefined): number {
  if (options === undefined) return Number.POSITIVE_INFINITY;
  if (typeof options !== 'object' || options === null) {
    throw badArgument(call, 'the options are an object, for example { timeout: 100 }', options);
  }
  const { block = true, timeout } = options;
  checkTimeout(call, timeout);
  return block ? (timeout ?? Number.POSITIVE_INFINITY) : 0;
}

/** A number of permits or places. Throws GS_BAD_ARGUMENT. */
export function checkCount(call: string, what: string, count: number): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw badArgument(call, `${what} is a whole number, 0 or more`, count);
}
