/** Where originals and twins differ: in options, and in what their errors say. */
import type { Done } from '../../greenlet/callback-wait.js';
import { settle } from '../settle.js';

/** The original knows no signal. */
export function withoutSignal(index: number): (args: unknown[]) => unknown[] {
  return (args) => {
    const options = args[index];
    if (typeof options !== 'object' || options === null || !('signal' in options)) return args;
    return args.with(index, { ...options, signal: undefined });
  };
}

/** The original can say with undefined that there is nothing. Which errors mean that, it knows itself. */
export function statOutcome(done: Done<unknown>, args: unknown[], original: () => unknown) {
  const options = args[1] as { throwIfNoEntry?: unknown } | null | undefined;
  if (options?.throwIfNoEntry !== false) return done;
  return (error: unknown, value: unknown): void => {
    if (error === null || error === undefined) done(null, value);
    else if ((error as NodeJS.ErrnoException).code === 'ENOENT') done(null, undefined);
    else settle(done, original);
  };
}

type Failed = NodeJS.ErrnoException;

/**
 * The original and its twin say failures of this kind in different words: the original is asked, which fails as quickly in the
 * same way. Only for what does no harm when it is tried again.
 */
export function inOriginalWords(isMeant: (error: Failed, args: unknown[]) => boolean = () => true) {
  return (done: Done<unknown>, args: unknown[], original: () => unknown) =>
    (error: unknown, value: unknown): void => {
      if (error === null || error === undefined) done(null, value);
      else if (isMeant(error as Failed, args)) settle(done, original);
      else done(error);
    };
}
