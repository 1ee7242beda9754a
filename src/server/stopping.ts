/** How a server ends without cutting anybody off who is still within the grace time. */
import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connections } from './connections.js';
import type { Exchange } from './exchange.js';

/** How long killed requests may take for their `finally` blocks, and clients to take the last of their answers. */
const CLEAN_UP_MS = 1000;
/** How long connections may stay that have sent nothing: browsers open some in advance. */
const NEW_MS = 100;
/** How long it waits before it looks again. */
const PATIENCE_MS = 5;

/** Resolves with the number of requests that were killed, when all connections are closed. */
export async function drain(
  server: Server,
  connections: Connections,
  exchanges: ReadonlySet<Exchange>,
  graceMs: number,
): Promise<number> {
  const closing = stopListening(server);
  const begin = performance.now();
  const isDone = () => {
    connections.closeIdle(performance.now() - begin >= NEW_MS);
    return closing.isOver && exchanges.size === 0;
  };
  for (const exchange of exchanges) exchange.closeAfterwards();
  await delay(PATIENCE_MS); // a request may have been sent already that nobody has read yet
  await until(isDone, graceMs);
  const killed = [...exchanges].sort((a, b) => Number(a.hasBegun) - Number(b.hasBegun)); // nobody is to begin now
  for (const exchange of killed) exchange.giveUp('the server stops');
  if (killed.length > 0) await until(isDone, CLEAN_UP_MS);
  connections.closeAll();
  await closing.promise;
  return killed.length;
}

/** `close` of an http server closes what it takes for idle itself; Connections knows better. */
function stopListening(server: Server): { isOver: boolean; promise: Promise<void> } {
  const closing = { isOver: false, promise: Promise.resolve() };
  const { closeIdleConnections } = server;
  server.closeIdleConnections = () => undefined;
  closing.promise = new Promise((resolve) => {
    server.close(() => {
      closing.isOver = true;
      resolve();
    });
  });
  server.closeIdleConnections = closeIdleConnections;
  return closing;
}

async function until(isTrue: () => boolean, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (!isTrue() && performance.now() < end) {
    await delay(Math.min(PATIENCE_MS, Math.max(1, end - performance.now())));
  }
}
