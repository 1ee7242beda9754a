/**
 * SIGTERM and SIGINT end a server in order, and then the process. A program that listens to a signal itself is left alone. The second
 * signal ends the process at once, unless it comes with the first.
 */
import { constants } from 'node:os';
import { shutdown } from '../explain/shutdown.js';
import { isSecondSignal } from '../hub/second-signal.js';
import { signalMark } from '../hub/signal-mark.js';
import type { Serving } from './serving.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

const servers = new Set<Serving>();
/** When the first signal came. */
let endingSince: number | null = null;

/** For as long as it is not stopped. */
export function stopOnSignals(server: Serving): void {
  if (servers.size === 0) for (const signal of SIGNALS) process.on(signal, onSignal);
  servers.add(server);
}

/** It has been stopped: the signals are not ours any more when it was the last one. */
export function forgetSignals(server: Serving): void {
  if (!servers.delete(server) || servers.size > 0 || endingSince !== null) return;
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function onSignal(signal: NodeJS.Signals): void {
  if (process.listeners(signal).some((listener) => !(signalMark in listener))) return;
  if (endingSince === null) {
    endingSince = performance.now();
    void end();
  } else if (isSecondSignal(endingSince)) process.exit(128 + constants.signals[signal]);
}

Object.assign(onSignal, { [signalMark]: true });

async function end(): Promise<void> {
  await Promise.all([...servers].map((server) => server.stop()));
  await shutdown();
  process.exit(0);
}
