// SQLite in WebAssembly: synchronous, so it has a thread of its own.
import { parentPort } from 'node:worker_threads';
import sqlite from 'node-sqlite3-wasm';

const database = new sqlite.Database();

parentPort.on('message', ({ id, sql, values }) => {
  try {
    const rows = database.all(sql.replaceAll(/\$\d/g, '?'), values);
    parentPort.postMessage({ id, rows });
  } catch (error) {
    parentPort.postMessage({ id, error: error.message });
  }
});
