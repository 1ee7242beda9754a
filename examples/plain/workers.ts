// gevent's first programs as plain functions: workers that sleep, then many URLs at once. No async, no await, no function*.
// Run: npx greenspool run examples/plain/workers.ts    (or: node --import greenspool/register examples/plain/workers.ts)
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { joinAll, sleep, spawn, waitFor } from 'greenspool';

const start = performance.now();

function say(text: string): void {
  console.log(
    `${Math.round(performance.now() - start)
      .toString()
      .padStart(4)} ms  ${text}`,
  );
}

function worker(name: string, nSteps: number): void {
  for (let step = 1; step <= nSteps; step++) {
    sleep(60);
    say(`${name}: step ${step} of ${nSteps}`);
  }
}

function download(url: string): number {
  const response: Response = waitFor(fetch(url));
  const text: string = waitFor(response.text());
  say(text);
  return text.length;
}

/** Its answers take as many milliseconds as the path says. */
function startServer(): Server {
  const server = createServer((request, response) => {
    const ms = Number(request.url?.slice(1));
    setTimeout(() => response.end(`an answer that took ${ms} ms`), ms);
  });
  waitFor(new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  return server;
}

function main(): void {
  joinAll([spawn(worker, 'ada', 2), spawn(worker, 'bob', 3), spawn(worker, 'cyd', 3)]);
  say('eight steps of 60 ms are done');

  const server = startServer();
  const { port } = server.address() as AddressInfo;
  const urls = [400, 300, 200, 100].map((ms) => `http://127.0.0.1:${port}/${ms}`);
  const downloads = urls.map((url) => spawn(download, url));
  joinAll(downloads);
  const nBytes = downloads.reduce((sum, { value }) => sum + Number(value), 0);
  say(`${downloads.length} URLs that took 1000 ms in all are there, ${nBytes} bytes`);
  server.closeAllConnections();
  server.close();
}

spawn(main);
