// One Express app with blocking handlers, served twice: by Node alone, where each of them holds up all others, and by greenspool. The
// blocking calls of Node are patched, which they notice in greenlets only.
// Run: npx greenspool run examples/express/main.js
import { joinAll, spawn, waitFor } from 'greenspool';
import { patchAll } from 'greenspool/monkey';
import { serve } from 'greenspool/server';
import { makeApp } from './app.js';
import { openDatabase } from './database.js';

const N = 10;

const database = waitFor(openDatabase());
patchAll();
const app = makeApp(database);

const plain = app.listen(0, '127.0.0.1');
waitFor(plain, 'listening');
const ours = serve(app, { port: 0, host: '127.0.0.1' });

function ask(url, options) {
  const response = waitFor(fetch(url, options));
  return `${response.status} ${waitFor(response.text())}`;
}

/** So many at once; how long all of them took. */
function measured(url) {
  const start = performance.now();
  const answers = joinAll(Array.from({ length: N }, () => spawn(ask, url))).map((g) => g.get());
  if (answers.some((answer) => !answer.startsWith('200 '))) throw new Error(answers.join());
  return Math.round(performance.now() - start);
}

const body = JSON.stringify({ id: 2, name: 'bob' });
const headers = { 'Content-Type': 'application/json' };
console.log(ask(`${ours.url}/report`));
console.log(ask(`${ours.url}/users`, { method: 'POST', headers, body }));
console.log(ask(`${ours.url}/users/2`), ask(`${ours.url}/users/3`));

console.log(
  `${N} reports of 50 ms at once, by Node: ${measured(`http://127.0.0.1:${plain.address().port}/report`)} ms`,
);
console.log(`${N} reports of 50 ms at once, by us: ${measured(`${ours.url}/report`)} ms`);
console.log(`${N} users from ${database.name} at once, by us: ${measured(`${ours.url}/users/1`)} ms`);

plain.closeAllConnections();
plain.close();
ours.stop();
waitFor(database.close());
