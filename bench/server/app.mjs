// The app that is measured: handlers in blocking style, as somebody would write them for plain node:http. It knows nothing of greenspool.
import { execFileSync } from 'node:child_process';

const cell = new Int32Array(new SharedArrayBuffer(4));

/** @typedef {import('node:http').RequestListener} Listener @type {Record<string, Listener>} */
const handlers = {
  hello(_, res) {
    res.setHeader('Content-Type', 'text/plain');
    res.end('hello world');
  },
  'blocking-50ms'(_, res) {
    Atomics.wait(cell, 0, 0, 50);
    res.end('waited');
  },
  'exec-50ms'(_, res) {
    execFileSync('sleep', ['0.05']);
    res.end('slept');
  },
  cpu(_, res) {
    let sum = 0;
    for (let i = 0; i < 2_000_000; i++) sum = (sum + i * i) % 1_000_003;
    res.end(String(sum));
  },
};

/** @type {Listener} */
export function app(req, res) {
  const handler = handlers[(req.url ?? '').slice(1)];
  if (handler === undefined) throw new Error(`no handler for ${req.url}`);
  handler(req, res);
}
