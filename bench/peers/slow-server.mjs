// The server that the suite `fetch` asks, in a process of its own: every answer takes 100 ms. For each message from the parent it
// listens at a new port, which it sends back: nobody has a connection to that one yet.
import { createServer } from 'node:http';

const latencyMs = 100;

/** @type {import('node:http').Server | undefined} */
let server;

process.on('message', () => {
  server?.closeAllConnections();
  server?.close();
  const next = createServer((request, response) => {
    setTimeout(() => response.end(`an answer to ${request.url}`), latencyMs);
  });
  // the system keeps so many until they are accepted; those that it drops come again after a second
  next.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
    process.send?.(/** @type {import('node:net').AddressInfo} */ (next.address()).port);
  });
  server = next;
});
process.once('disconnect', () => process.exit());
