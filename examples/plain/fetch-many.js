// Many URLs of a slow server in plain code, at most fifteen at a time. No async, no await, no callback.
// Run: npx greenspool run examples/plain/fetch-many.js    (or: node --import greenspool/register examples/plain/fetch-many.js)
import { createServer } from 'node:http';
import { Pool, spawn, waitFor } from 'greenspool';
import { fetchJson } from 'greenspool/fetch';

/** Its answers take as many milliseconds as the path says. */
const server = createServer((request, response) => {
  const ms = Number(request.url?.slice(1));
  setTimeout(() => response.end(JSON.stringify({ ms })), ms);
});

function load(url) {
  const { ms } = fetchJson(url, { timeout: 5000 });
  return ms;
}

function main() {
  server.listen(0, '127.0.0.1');
  waitFor(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const urls = Array.from({ length: 30 }, (_, i) => `http://127.0.0.1:${port}/${50 + i}`);

  const start = performance.now();
  const times = new Pool(15).map(load, urls);
  const elapsed = Math.round(performance.now() - start);

  const serial = times.reduce((sum, ms) => sum + ms, 0);
  console.log(`${times.length} URLs, the first took ${times[0]} ms, the last ${times.at(-1)} ms`);
  console.log(`all of them took ${elapsed} ms, one after the other they take ${serial} ms at least`);
  server.closeAllConnections();
  server.close();
}

spawn(main);
