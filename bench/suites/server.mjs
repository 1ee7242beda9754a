/**
 * Requests a second of the same unchanged app in blocking style: on plain node:http, through `serve`, and through two workers. The
 * servers and the load are processes of their own; all servers of a row are up at once and take turns, and each keeps its best turn.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isQuick } from '../lib/measure.mjs';

/** @typedef {import('../lib/measure.mjs').Row} Row @typedef {import('node:child_process').ChildProcess} Child */

const variants = /** @type {const} */ (['node', 'greenspool', 'greenspool-workers']);

/** Starting workers is most of what a quick run would do. */
const measured = isQuick ? variants.slice(0, 2) : variants;

/** A blocked thread serves one after the other however many connections there are; ours needs enough of them. */
const rows = [
  { name: 'hello', connections: 32, rounds: 5 },
  { name: 'cpu', connections: 8, rounds: 3 },
  { name: 'blocking-50ms', connections: 256, rounds: 1 },
  { name: 'exec-50ms', connections: 32, rounds: 1 },
];
const size = isQuick ? { amount: 8, connections: 4 } : { seconds: 3 };
const N_IDLE = 10_000;

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../server/${name}`, import.meta.url));

export async function serverSuite() {
  const load = fork(path('load.mjs'));
  try {
    const figures = [];
    for (const row of rows) figures.push(...(await measureFresh(row, load)));
    return isQuick ? figures : [...figures, ...(await measureIdle(load))];
  } finally {
    load.kill();
  }
}

/**
 * With servers of its own: a blocked thread has a queue of requests whose clients have gone, and would work on all of them
 * before it serves the next row.
 * @param {typeof rows[number]} row @param {Child} load
 */
async function measureFresh(row, load) {
  const servers = await Promise.all(measured.map(startServer));
  try {
    return await measureRow(row, servers, load);
  } finally {
    await Promise.all(servers.map(({ child }) => ended(child)));
  }
}

/** @param {typeof rows[number]} row @param {{ variant: string, port: number }[]} servers @param {Child} load @returns {Promise<Row[]>} */
async function measureRow({ name, connections, rounds }, servers, load) {
  const best = servers.map(({ variant }) => ({ name, variant, perSecond: 0 }));
  for (let round = 0; round < (isQuick ? 1 : rounds); round++) {
    for (const [at, { port }] of servers.entries()) {
      const order = { url: `http://127.0.0.1:${port}/${name}`, connections, ...size };
      const { perSecond } = await ask(load, order);
      const row = /** @type {typeof best[number]} */ (best[at]);
      row.perSecond = Math.max(row.perSecond, Number(perSecond.toPrecision(4)));
    }
  }
  return best;
}

/** Resident bytes of each idle connection, in servers that have done nothing else. @param {Child} load @returns {Promise<Row[]>} */
async function measureIdle(load) {
  const figures = [];
  for (const variant of variants.slice(0, 2)) {
    const { child, port } = await startServer(variant);
    await ask(load, { port, idle: 100 }); // what the first ones cost once
    const before = (await ask(child, {})).bytes;
    await ask(load, { port, idle: N_IDLE });
    const bytes = ((await ask(child, {})).bytes - before) / N_IDLE;
    figures.push({ name: `idle-${N_IDLE}`, variant, bytes: Number(bytes.toPrecision(4)) });
    await ended(child);
  }
  return figures;
}

/** @param {string} variant */
async function startServer(variant) {
  const isOurs = variant !== 'node';
  const execArgv = ['--expose-gc', ...(isOurs ? ['--import', 'greenspool/register'] : [])];
  const child = fork(path('start.mjs'), [variant], { execArgv });
  const { port } = await answer(child);
  return { variant, child, port };
}

/** In order: a primary that is gone is missed by its workers. @param {Child} child */
function ended(child) {
  const end = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  return end;
}

/** @param {Child} child @param {object} order @returns {Promise<any>} */
function ask(child, order) {
  const reply = answer(child);
  child.send(order);
  return reply;
}

/** @param {Child} child @returns {Promise<any>} */
function answer(child) {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('bench server: a process has ended'));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}
