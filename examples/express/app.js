// An Express app whose handlers block, as they would be written for a single user. Nothing in it says greenspool but `waitFor`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import express from 'express';
import { waitFor } from 'greenspool';

/** `database.query` returns a promise of rows: a driver as they are. */
export function makeApp(database) {
  const all = (sql, ...values) => waitFor(database.query(sql, values));

  const app = express();
  app.set('env', 'test'); // the error handler below says what there is to say
  app.use(express.json());

  app.get('/report', (_req, res) => {
    execFileSync('sleep', ['0.05']); // a converter, say
    const { name } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    res.json({ report: `about ${name}` });
  });
  app.get('/users/:id', (req, res) => {
    const [user] = all('select name from users where id = $1', Number(req.params.id));
    if (user === undefined) throw Object.assign(new Error(`there is no user ${req.params.id}`), { status: 404 });
    res.json(user);
  });
  app.post('/users', (req, res) => {
    const { id, name } = req.body;
    all('insert into users values ($1, $2)', id, name);
    res.status(201).json(all('select count(*) as n from users')[0]);
  });

  app.use((error, _req, res, _next) => res.status(error.status ?? 500).json({ error: error.message }));
  return app;
}
