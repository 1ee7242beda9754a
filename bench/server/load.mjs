// The load, from a process of its own: answers each message {url, connections, seconds} (or {amount}, of requests, instead of
// seconds) with the requests a second, and
// {port, idle} by opening so many connections that are kept alive after one request.
import { connect } from 'node:net';
import autocannon from 'autocannon';

/** @type {import('node:net').Socket[]} */
let held = [];

process.on('message', async (/** @type {any} */ order) => {
  process.send?.(await (order.idle === undefined ? requests(order) : hold(order)));
});
process.on('disconnect', () => process.exit());

/** @param {{ url: string, connections: number, seconds?: number, amount?: number }} order */
async function requests({ url, connections, seconds, amount }) {
  const start = performance.now();
  const size = amount === undefined ? { duration: seconds } : { amount };
  const result = await autocannon({ url, connections, timeout: 60, sampleInt: 100, ...size });
  const failures = result.errors + result.non2xx;
  if (failures > 0) throw new Error(`bench server: ${failures} failed requests to ${url}`);
  return { perSecond: (result['2xx'] * 1000) / (performance.now() - start) };
}

/** @param {{ port: number, idle: number }} order */
async function hold({ port, idle }) {
  for (const socket of held) socket.destroy();
  held = [];
  for (let n = 0; n < idle; n += 100)
    held.push(...(await Promise.all(Array.from({ length: 100 }, () => opened(port)))));
  const alive = () => held.filter((socket) => !socket.destroyed).length;
  if (alive() !== idle) throw new Error(`bench server: ${alive()} connections of ${idle} are held`);
  return { held: alive() };
}

/** @param {number} port @returns {Promise<import('node:net').Socket>} */
function opened(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /hello HTTP/1.1\r\nHost: x\r\n\r\n'));
    socket.once('data', () => resolve(socket));
    socket.once('error', reject);
  });
}
