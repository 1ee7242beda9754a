/**
 * SIGTERM and SIGINT end a server in order, and then the process. A program that listens to a signal itself is left alone. The second
 * signal ends the process at once.
 */
import { constants } from 'node:os';
import { shutdown } from '../explain/shutdown.js';
import { signalMark } from '../hub/signal-mark.js';
import type { Serving } from './serving.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

const servers = new Set<Serving>();
let isEnding = false;

/** For as long as it is not stopped. */
export function stopOnSignals(server: Serving): void {
  if (servers.size === 0) for (const signal of SIGNALS) process.on(signal, onSignal);
  servers.add(server);
}

/** It has been stopped: the signals are not ours any more when it was the last one. */
export function forgetSignals(server: Serving): void {
  if (!servers.delete(server) || servers.size > 0 || isEnding) return;
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function onSignal(signal: NodeJS.Signals): void {
  if (process.listeners(signal).some((listener) => !(signalMark in listener))) return;
  if (isEnding) process.exit(128 + constants.signals[signal]);
  isEnding = true;
  void end();
}

Object.assign(onSignal, { [signalMark]: true });

async function end(): Promise<void> {
  await Promise.all([...servers].map((server) => server.stop()));
  await shutdown();
  process.exit(0);
}
