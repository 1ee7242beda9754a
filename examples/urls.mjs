// Many URLs fetched at once: one greenlet per URL, written as if each fetch blocked.
// Run: node examples/urls.mjs
import { once } from 'node:events';
import { createServer } from 'node:http';
import { joinAll, spawn, waitFor } from 'greenspool';

const delays = Array.from({ length: 20 }, (_, i) => 50 + 10 * i); // 50 to 240 ms

const server = createServer((request, response) => {
  const ms = Number(request.url.slice(1));
  setTimeout(() => response.end(`an answer that took ${ms} ms`), ms);
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

function* download(url) {
  const response = yield waitFor(fetch(url));
  const text = yield waitFor(response.text());
  return text.length;
}

const start = performance.now();
const downloads = delays.map((ms) => spawn(download, `http://127.0.0.1:${port}/${ms}`));
await joinAll(downloads);
const elapsed = Math.round(performance.now() - start);

const nBytes = downloads.reduce((sum, { value }) => sum + value, 0);
const sum = delays.reduce((total, ms) => total + ms, 0);
console.log(`${downloads.length} URLs, ${nBytes} bytes`);
console.log(
  `slowest answer ${Math.max(...delays)} ms, all of them one after the other ${sum} ms, elapsed ${elapsed} ms`,
);

server.closeAllConnections();
server.close();
