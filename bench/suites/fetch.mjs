/**
 * Many URLs at once, each with 100 ms of latency, from a server in a second process on loopback. Every round of every row makes
 * its own connections; each row keeps its fastest. The rows are explained in ../README.md.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { compiledFetch } from '../greenspool/fetch.mjs';
import { isQuick } from '../lib/measure.mjs';
import { httpGet, promiseFetch } from '../peers/fetch-all.mjs';

/** @typedef {(urls: string[]) => Promise<number>} Load ends with the number of characters that have come */
/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

const nRounds = isQuick ? 1 : 7;
const count = isQuick ? 50 : 1000;

export async function fetchSuite() {
  const server = fork(fileURLToPath(new URL('../peers/slow-server.mjs', import.meta.url)));
  try {
    return await measureAll(server);
  } finally {
    server.disconnect();
  }
}

/** @param {ChildProcess} server */
async function measureAll(server) {
  const { all, pooled } = await compiledFetch();
  const loads = {
    'fetch-1000': all,
    'fetch-1000-pool': pooled,
    'promise-fetch-1000': promiseFetch,
    'http-get-1000': httpGet,
  };
  const best = Object.fromEntries(Object.keys(loads).map((name) => [name, Number.POSITIVE_INFINITY]));
  for (let round = 0; round < nRounds; round++)
    for (const [name, load] of Object.entries(loads)) best[name] = Math.min(best[name], await timed(load, server));
  return Object.entries(best).map(([name, ms]) => ({ name, count, ms: Number(ms.toPrecision(4)) }));
}

/** @param {Load} load @param {ChildProcess} server @returns {Promise<number>} milliseconds */
async function timed(load, server) {
  server.send('a new port');
  const [port] = await once(server, 'message');
  const paths = Array.from({ length: count }, (_, i) => `/${i}`);
  const urls = paths.map((path) => `http://127.0.0.1:${port}${path}`);
  const start = performance.now();
  const nCharacters = await load(urls);
  const ms = performance.now() - start;
  const expected = paths.reduce((sum, path) => sum + `an answer to ${path}`.length, 0);
  if (nCharacters !== expected) throw new Error(`bench: ${nCharacters} characters have come, not ${expected}`);
  return ms;
}
