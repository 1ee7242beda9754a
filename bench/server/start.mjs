// Serves the app, unchanged: `node start.mjs node|greenspool|greenspool-workers`. Says its port to whoever has forked it, and its
// resident memory whenever it is asked.
import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { app } from './app.mjs';

const [, , variant] = process.argv;
const keepAlive = { keepAliveTimeout: 120_000 };
const address = { port: 0, host: '127.0.0.1' };

async function started() {
  if (variant === 'node') {
    const server = createServer(keepAlive, app).listen({ ...address, backlog: 4096 });
    await new Promise((resolve) => server.once('listening', () => resolve(undefined)));
    return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
  }
  const [{ serve }, { patchAll }] = await Promise.all([import('greenspool/server'), import('greenspool/monkey')]);
  patchAll();
  const workers = variant === 'greenspool-workers' ? { workers: 2 } : {};
  const server = await serve(app, { ...address, ...workers, http: keepAlive });
  return server.port;
}

const port = await started();
if (cluster.isPrimary) {
  process.on('message', () => {
    globalThis.gc?.();
    process.send?.({ bytes: process.memoryUsage.rss() });
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ port });
}
