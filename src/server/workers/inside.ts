/** A server in a worker: tells the primary where it listens, and stops when that says so. */
import cluster from 'node:cluster';
import type { ServeOptions } from '../options.js';
import type { Serving } from '../serving.js';
import type { WebServer } from '../web-server.js';
import { messageIn, post } from './messages.js';

const servers: Serving[] = [];
let nCalls = 0;

/** Listens; in a worker it reports that, or what it failed with. */
export async function reportListening({ workers }: ServeOptions, server: WebServer): Promise<WebServer> {
  if (workers === undefined || !cluster.isWorker) return server.listen();
  if (servers.length === 0) process.on('message', onMessage);
  servers.push(server);
  const call = nCalls++;
  try {
    await server.listen();
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    post(process, { type: 'failed', call, message, code });
    throw error;
  }
  post(process, { type: 'listening', call, address: server.address, url: server.url });
  return server;
}

function onMessage(data: unknown): void {
  const message = messageIn(data);
  if (message?.type === 'stop') void stop(message.grace);
}

async function stop(grace: number): Promise<void> {
  const killed: number[] = await Promise.all(servers.map((server) => server.stop({ grace })));
  const nKilled = killed.reduce((sum, n) => sum + n, 0);
  post(process, { type: 'stopped', nKilled }, () => process.exit(0)); // a worker is there for its servers alone
}
