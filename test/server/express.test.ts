/** Apps of Express 5 and of Connect's shape whose compiled handlers block; neither framework is compiled. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { GreenletExit, getCurrent, sleep } from 'greenspool';
import { compile } from 'greenspool/compiler';
import { fromConnect } from 'greenspool/server';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../helpers/code-of.ts';
import { answerTo, dial, type Site, site, until } from './client.ts';

// biome-ignore lint/suspicious/noExplicitAny: express has no types of its own
type Any = any;
const express = createRequire(import.meta.url)('express') as Any;

const log: unknown[] = [];
Object.assign(globalThis, { sleep, log, getCurrent, GreenletExit });

/** What an app would be in a file of its own that the loader compiles. */
async function compiled(text: string): Promise<(express: Any) => Any> {
  const runtime = new URL('../../build/compiled/index.js', import.meta.url).href;
  const { code } = compile(`export function make(express) { ${text} }`, {
    filename: 'app.mjs',
    sourceType: 'module',
    runtime,
  });
  return (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)).make;
}

const APP = `
  const app = express();
  app.set('env', 'test');
  app.use((req, res, next) => { req.log = ['first']; next(); });
  app.use(express.json());
  app.use((req, res, next) => { sleep(1); req.log.push('second'); next(); });
  const deep = () => [1, 2].map((n) => { sleep(1); return n; });
  app.get('/block', (req, res) => { const values = deep(); res.json({ values, log: req.log }); });
  app.post('/body', (req, res) => { sleep(1); res.json(req.body); });
  app.get('/two', (req, res, next) => { sleep(1); next(); }, (req, res) => { sleep(1); res.send('two'); });
  app.get('/skip', (req, res, next) => { sleep(1); next('route'); }, (req, res) => res.send('not this'));
  app.get('/skip', (req, res) => res.send('skipped'));
  app.get('/late', () => { sleep(1); throw Object.assign(new Error('late'), { status: 418 }); });
  app.get('/early', () => { throw new Error('early'); });
  app.get('/next-error', (req, res, next) => { sleep(1); next(new Error('passed on')); });
  app.get('/async', async (req, res) => { await sleep(1); res.send('async'); });
  app.get('/async-late', async () => { await sleep(1); throw new Error('async late'); });
  app.get('/undefined-late', () => { sleep(1); throw undefined; });
  app.get('/callback', (req, res, next) => { setTimeout(next, 1); }, (req, res) => { sleep(1); res.send('called back'); });
  app.get('/exits', () => { sleep(1); throw new GreenletExit(); });
  app.get('/exits-at-once', () => { throw new GreenletExit(); });
  app.get('/stuck', () => { try { sleep(60_000); } finally { log.push('clean'); } });
  const router = express.Router({ mergeParams: true });
  router.use((req, res, next) => { sleep(1); req.log.push('router'); next(); });
  router.param('id', (req, res, next, id) => { sleep(1); req.id = 'id ' + id; next(); });
  router.get('/:id', (req, res) => { sleep(1); res.send(req.id + ' ' + req.log); });
  app.use('/router', router);
  const sub = express();
  sub.get('/x', (req, res) => { sleep(1); res.send(req.baseUrl); });
  sub.param('id', (req, res, next, id) => { sleep(1); req.id = 'id ' + id; next(); });
  sub.param('id', (req, res, next, id) => { sleep(1); if (id === 'bad') throw new Error('bad id'); next(); });
  sub.get('/ids/:id', (req, res) => { sleep(1); res.send(req.id); });
  app.use('/sub', sub);
  const lazy = express.Router();
  lazy.param('id', (req, res, next, id) => { sleep(1); req.id = 'lazy ' + id; next(); });
  lazy.get('/:id', (req, res) => { sleep(1); res.send(req.id); });
  app.use('/lazy', (req, res, next) => lazy(req, res, next));
  app.get('/uncompiled', express.uncompiled);
  app.use((error, req, res, next) => { sleep(1); res.status(error.status ?? 500).send('handled ' + (error.code ?? error.message)); });
  return app;`;

let own: Site;
let app: Any;
beforeAll(async () => {
  const make = await compiled(APP);
  app = make(Object.assign(() => express(), express, { uncompiled: () => sleep(1) }));
  own = await site(app);
  return () => own[Symbol.asyncDispose]();
});

describe('an Express app with handlers that block', () => {
  it.each([
    ['/block', 200, '{"values":[1,2],"log":["first","second"]}'],
    ['/two', 200, 'two'],
    ['/skip', 200, 'skipped'],
    ['/late', 418, 'handled late'],
    ['/early', 500, 'handled early'],
    ['/next-error', 500, 'handled passed on'],
    ['/async', 200, 'async'],
    ['/async-late', 500, 'handled async late'],
    ['/undefined-late', 500, 'handled Rejected promise'],
    ['/callback', 200, 'called back'],
    ['/router/7', 200, 'id 7 first,second,router'],
    ['/sub/x', 200, '/sub'],
    ['/sub/ids/7', 200, 'id 7'],
    ['/sub/ids/bad', 500, 'handled bad id'],
    ['/lazy/7', 200, 'lazy 7'],
    ['/exits', 503, 'Service Unavailable\n'],
    ['/exits-at-once', 503, 'Service Unavailable\n'],
    ['/uncompiled', 500, 'handled GS_BARRIER'],
  ])('serves %s', async (path, status, body) => {
    const answer = await own.get(path);
    expect([answer.status, answer.body]).toEqual([status, body]);
    expect(own.errors).toEqual([]);
  });

  it('leaves what nobody serves to Express', async () => {
    const answer = await own.get('/none');
    expect([answer.status, answer.body.includes('Cannot GET /none')]).toEqual([404, true]);
  });

  it('blocks behind a body parser, which goes on in a callback of the event loop', async () => {
    const text =
      'POST /body HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n';
    const socket = dial(own.port, text);
    setTimeout(() => socket.write('{"a":1}'), 2);
    const answer = await new Promise((resolve) => socket.once('data', (data) => resolve(String(data))));
    expect(answer).toMatch(/\{"a":1\}$/);
  });

  it('waits in many requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => own.get('/block')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(own.server.nRunning).toBe(0);
  });

  it('kills its handler when the client goes', async () => {
    const socket = dial(own.port, 'GET /stuck HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => own.server.nRunning === 1, 'it begins');
    await new Promise((resolve) => setTimeout(resolve, 5));
    socket.destroy();
    await until(() => own.server.nRunning === 0, 'it is over');
    expect(log).toEqual(['clean']);
  });

  it('can be served by node:http as well, as if nothing were', async () => {
    const plain = createServer(app).listen(0, '127.0.0.1');
    await new Promise((resolve) => plain.once('listening', resolve));
    const { port } = plain.address() as { port: number };
    const answer = await answerTo(port, 'GET /early HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(answer.status).toBe(500);
    plain.close();
  });
});

/** Dispatches as Connect does: entries of a stack, errors by the number of parameters, no promises. */
function connectApp() {
  type Handle = (...args: Any[]) => unknown;
  const stack: { route: string; handle: Handle }[] = [];
  const handle = (req: IncomingMessage, res: ServerResponse) => {
    let at = 0;
    const next = (error?: Error) => {
      const layer = stack[at++];
      if (layer === undefined) {
        res.statusCode = error === undefined ? 404 : 500;
        res.end(error?.message ?? 'not found');
        return;
      }
      try {
        if (error !== undefined && layer.handle.length === 4) layer.handle(error, req, res, next);
        else if (error === undefined && layer.handle.length < 4) layer.handle(req, res, next);
        else next(error);
      } catch (thrown) {
        next(thrown as Error);
      }
    };
    next();
  };
  const use = (given: Handle) => stack.push({ route: '', handle: given });
  return Object.assign((req: IncomingMessage, res: ServerResponse) => handle(req, res), { stack, handle, use });
}

describe('an app of the shape of Connect', () => {
  it('blocks in its handlers, and gets their errors', async () => {
    const make = await compiled(`
      const app = express();
      app.use((req, res, next) => { sleep(1); req.stamp = 'stamped'; next(); });
      app.use((req, res, next) => { if (req.url !== '/late') return next(); sleep(1); throw new Error('late'); });
      app.use((req, res, next) => { sleep(1); res.end(req.stamp); });
      app.use((error, req, res, next) => { sleep(1); next(new Error('handled ' + error.message)); });
      return app;`);
    await using connect = await site(fromConnect(make(connectApp)));
    for (let i = 0; i < 2; i++) {
      expect((await connect.get('/')).body).toBe('stamped');
      expect((await connect.get('/late')).body).toBe('handled late');
    }
    expect(connect.errors).toEqual([]);
  });

  it('may be any listener that answers by callbacks, whatever it returns', async () => {
    await using plain = await site(fromConnect((_, res) => setTimeout(() => res.end('plain'), 1)));
    expect((await plain.get('/')).body).toBe('plain');
    await using failing = await site(
      fromConnect(() => {
        throw new Error('failed');
      }),
    );
    expect((await failing.get('/')).status).toBe(500);
    expect(failing.errors).toEqual(['failed']);
    expect(codeOf(() => fromConnect({} as never))).toBe('GS_NOT_A_HANDLER');
  });
});
