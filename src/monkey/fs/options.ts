/** Options that mean something else to the twin. */
import type { Done } from '../../greenlet/callback-wait.js';
import { settle } from './twin.js';

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
    if (error === null) done(null, value);
    else if ((error as NodeJS.ErrnoException).code === 'ENOENT') done(null, undefined);
    else settle(done, original);
  };
}
