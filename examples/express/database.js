// A database with a table of users: the one of DATABASE_URL; or a PostgreSQL of our own, where one is installed; or SQLite, which is
// synchronous, in a worker thread.
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import pg from 'pg';

export async function openDatabase() {
  const { DATABASE_URL: url, EXAMPLE_DATABASE: wanted } = process.env;
  const folder = wanted === 'sqlite' ? undefined : binFolder();
  const database = url ? postgres(url) : folder ? await ownPostgres(folder) : sqlite();
  await database.query('drop table if exists users', []);
  await database.query('create table users (id int primary key, name text)', []);
  await database.query("insert into users values (1, 'ada')", []);
  return database;
}

/** Where `initdb` and `postgres` are. */
function binFolder() {
  const debian = '/usr/lib/postgresql';
  const versions = readable(debian).map((version) => join(debian, version, 'bin'));
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/bin', ...versions];
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => readable(folder).includes(name)));
}

function readable(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function postgres(connectionString, close = () => {}) {
  const pool = new pg.Pool({ connectionString, max: 20 });
  return {
    name: 'PostgreSQL',
    query: async (sql, values) => (await pool.query(sql, values)).rows,
    close: async () => {
      await pool.end();
      await close();
    },
  };
}

/** In a folder of its own, without a port. It refuses to be run by root, and is then somebody else's. */
async function ownPostgres(bin) {
  const folder = mkdtempSync(join(tmpdir(), 'greenspool-postgres-'));
  const user = process.getuid?.() === 0 ? idsOf('postgres') : {};
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const options = { ...user, cwd: folder, stdio: /** @type {'ignore'} */ ('ignore') };
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'demo', '-A', 'trust', '--no-sync', '--no-locale'], options);
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-F'], options);
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const database = postgres(`postgres://demo@/postgres?host=${encodeURIComponent(folder)}`, async () => {
    server.kill('SIGTERM'); // it waits for its clients to go
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  for (let attempt = 1; ; attempt++) {
    try {
      await database.query('select 1', []);
      return database;
    } catch (error) {
      if (attempt === 200) throw error;
      await delay(25); // it is starting
    }
  }
}

function idsOf(name) {
  const id = (flag) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Sends each query to the worker, and gets the answers by their numbers. */
function sqlite() {
  const worker = new Worker(new URL('sqlite-worker.js', import.meta.url));
  const waiting = new Map();
  worker.on('message', ({ id, rows, error }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(rows);
    else reject(new Error(error));
  });
  let nAsked = 0;
  const query = (sql, values) =>
    new Promise((resolve, reject) => {
      const id = ++nAsked;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, sql, values });
    });
  return { name: 'SQLite', query, close: () => worker.terminate() };
}
