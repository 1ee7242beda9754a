/**
 * Ctrl-C under `greenspool run`: every greenlet is killed, so that every `finally` runs; who is left after the grace time is
 * listed with his stack. A second Ctrl-C ends the process at once, unless it comes with the first.
 *
 * A program with a SIGINT listener of its own is left alone. Node delivers signals between two callbacks of the event loop, so a
 * greenlet that computes, or blocks the thread, sees none until it is done; SIGQUIT (Ctrl-\) or SIGTERM ends the process then.
 */
import { lineOf, placeOf } from '../errors/deadlock.js';
import { isSecondSignal } from '../hub/second-signal.js';
import { signalMark } from '../hub/signal-mark.js';
import { shutdown, type Wait } from '../index.js';

/** 128 + SIGINT, as shells have it. */
const INTERRUPTED = 130;

export function endOnInterrupt(graceMs: number): void {
  let endingSince: number | null = null;
  const onInterrupt = () => {
    if (process.listenerCount('SIGINT') > 1) return;
    if (endingSince === null) {
      endingSince = performance.now();
      void end(graceMs);
    } else if (isSecondSignal(endingSince)) process.exit(INTERRUPTED);
  };
  process.on('SIGINT', Object.assign(onInterrupt, { [signalMark]: true }));
  process.once('beforeExit', lookForSignals);
}

/** One more round of the event loop: a signal that came while the program's last callback ran is there, but was not delivered. */
function lookForSignals(): void {
  setImmediate(() => undefined);
}

async function end(graceMs: number): Promise<void> {
  const left = await shutdown({ grace: graceMs });
  if (left.length > 0) console.error(listed(left, graceMs));
  process.exit(INTERRUPTED);
}

function listed(left: readonly Wait[], graceMs: number): string {
  const lines = left.flatMap((wait) => [
    lineOf({ ...wait, stack: [] }),
    ...wait.stack.map((frame) => `    at ${placeOf(frame)}`),
  ]);
  return [`greenspool: still there ${graceMs} ms after SIGINT:`, ...lines.map((line) => `  ${line}`)].join('\n');
}
