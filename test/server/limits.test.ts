/** How many requests at once, options that cannot be, and the life of the server: listening, stopping. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, createServer, get, type Server } from 'node:http';
import { get as getByTls, Agent as TlsAgent } from 'node:https';
import { createServer as createNetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Event, type Greenlet, Greenlet as GreenletClass, GreenletExit, shield, sleep, spawn } from 'greenspool';
import { type ServeOptions, serve } from 'greenspool/server';
import { describe, expect, it } from 'vitest';
import { bodyOf, greenletKinds } from '../helpers/bodies.ts';
import { codeOf } from '../helpers/code-of.ts';
import { type Answer, dial, heard, site, until } from './client.ts';

const [key, cert] = ['key', 'cert'].map((name) =>
  readFileSync(new URL(`../net/fixtures/${name}.pem`, import.meta.url)),
);
const https = { key, cert } as ServeOptions['https'] & object;

/** Requests that wait for a gate, in the order in which they have begun. */
async function gated(options: ServeOptions) {
  const gate = new Event();
  const order: string[] = [];
  const own = await site(function* (req) {
    order.push(req.url as string);
    yield gate.wait();
    return req.url;
  }, options);
  return { own, gate, order, [Symbol.asyncDispose]: () => own[Symbol.asyncDispose]() };
}

describe('maxConcurrent', () => {
  it('lets the others wait their turn, and beyond maxQueued answers with 503', async () => {
    await using held = await gated({ maxConcurrent: 2, maxQueued: 2 });
    const { own, gate, order } = held;
    const answers: Promise<Answer>[] = [];
    for (const path of ['/1', '/2', '/3', '/4']) {
      answers.push(own.get(path));
      await until(() => own.server.nRunning + own.server.nQueued === answers.length, `${path} has come`);
    }
    const refused = await own.get('/5');
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
    expect(order).toEqual(['/1', '/2']);
    gate.set();
    expect((await Promise.all(answers)).map(({ body }) => body)).toEqual(['/1', '/2', '/3', '/4']);
    expect(order).toEqual(['/1', '/2', '/3', '/4']);
  });

  it('forgets one whose client has gone while it waited', async () => {
    await using held = await gated({ maxConcurrent: 1 });
    const { own, gate, order } = held;
    const first = own.get('/first');
    await until(() => own.server.nRunning === 1, 'the first runs');
    const gone = dial(own.port, 'GET /gone HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => own.server.nQueued === 1, 'the second waits');
    gone.destroy();
    await until(() => own.server.nQueued === 0, 'it is forgotten');
    const last = own.get('/last');
    gate.set();
    expect([(await first).body, (await last).body]).toEqual(['/first', '/last']);
    expect(order).toEqual(['/first', '/last']);
  });
});

const listeners = (server: Server) => server.eventNames().map((name) => [name, server.listenerCount(name)]);

describe('serve', () => {
  it.each<[ServeOptions]>([
    [{ port: -1 }],
    [{ port: 70_000 }],
    [{ workers: 0 }],
    [{ workers: 1.5 }],
    [{ workers: Number.POSITIVE_INFINITY }],
    [{ maxConcurrent: 0 }],
    [{ maxQueued: -1 }],
    [{ timeout: 0 }],
    [{ timeout: -5 }],
    [{ grace: Number.NaN }],
    [{ onError: 1 as never }],
    [{ path: '/x', port: 1 }],
    [{ server: {} as never }],
    [{ server: createServer(() => undefined) }],
    [{ server: createServer(), http: {} }],
  ])('refuses %j', (options) => {
    expect(codeOf(() => serve(() => 'x', options))).toBe('GS_BAD_ARGUMENT');
  });

  it.each([[undefined], [42], [{}], ['handler']])('refuses %j as a handler', (handler) => {
    expect(codeOf(() => serve(handler as never))).toBe('GS_NOT_A_HANDLER');
  });

  it('throws what listening fails with, and can be called again', async () => {
    const taken = createNetServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    await expect(serve(() => 'x', { port, host: '127.0.0.1', signals: false })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      port,
    });
    await new Promise((resolve) => taken.close(resolve));
    const server = await serve(() => 'x', { port, host: '127.0.0.1', signals: false });
    expect([server.url, server.nWorkers]).toEqual([`http://127.0.0.1:${port}`, 0]);
    await server.stop();
  });

  it.each(greenletKinds)('blocks a %s body until it listens, and stop until all is closed', async (kind) => {
    const text =
      'const s = CALL(env.serve(() => "x", env.options)); const { listening } = s.server; return [listening, CALL(s.stop()), s.server.listening];';
    const options = { port: 0, host: '127.0.0.1', signals: false };
    expect(await spawn(await bodyOf(kind, text), { serve, options })).toEqual([true, 0, false]);
  });

  it('uses a server that is given, and a Unix socket', async () => {
    const server = createServer();
    await using own = await site(() => 'given', { server });
    expect(own.server.server).toBe(server);
    expect((await own.get('/')).body).toBe('given');
    const path = join(tmpdir(), `greenspool-${process.pid}.sock`);
    const local = await serve(() => 'local', { path, signals: false });
    const body = await new Promise((resolve) =>
      get({ socketPath: path, path: '/', agent: false }, (res) => res.setEncoding('utf8').once('data', resolve)),
    );
    expect([body, local.url, local.port]).toEqual(['local', path, undefined]);
    await local.stop();
  });

  it('leaves a server that is given as it was, when it cannot listen and when it is stopped', async () => {
    const taken = createNetServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const server = createServer();
    const before = listeners(server);
    const options = { server, host: '127.0.0.1', signals: false };
    await expect(serve(() => 'x', { ...options, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(listeners(server)).toEqual(before);
    await new Promise((resolve) => taken.close(resolve));
    for (const word of ['first', 'second']) {
      const own = await serve(() => word, { ...options, port: 0 });
      expect(await (await fetch(own.url)).text()).toBe(word);
      await own.stop();
      expect(listeners(server)).toEqual(before);
    }
  });

  it('serves https', async () => {
    await using own = await site(() => 'secret', { https });
    const agent = new TlsAgent({ keepAlive: true, rejectUnauthorized: false });
    const body = await new Promise((resolve) =>
      getByTls(own.server.url, { agent }, (res) => res.setEncoding('utf8').once('data', resolve)),
    );
    expect([own.server.url, body]).toEqual([`https://127.0.0.1:${own.port}`, 'secret']);
    expect(await own.server.stop()).toBe(0); // the idle connection is known
    agent.destroy();
  });

  it.each([
    ['has sent nothing', '', 100, 5000],
    ['is in the middle of its TLS handshake', '\x16\x03\x01', 300, 300],
  ])('stops in time when a client of https %s', async (_, text, atLeast, grace) => {
    await using own = await site(() => 'secret', { https });
    const seen = once(own.server.server, 'connection');
    const client = dial(own.port, text);
    await seen;
    await sleep(20);
    const began = performance.now();
    expect(await own.server.stop({ grace })).toBe(0);
    const took = performance.now() - began;
    expect(took).toBeGreaterThan(atLeast - 10);
    expect(took).toBeLessThan(2000);
    client.destroy();
  });

  it('takes times that no timer can count for none', async () => {
    await using own = await site(
      function* () {
        yield sleep(3);
        return 'in time';
      },
      { timeout: 2 ** 31 },
    );
    expect((await own.get('/')).body).toBe('in time');
  });

  it('runs each request in the AsyncLocalStorage context of its own', async () => {
    const storage = new AsyncLocalStorage<string>();
    await using own = await site(async (req) => {
      storage.enterWith(req.url as string);
      await sleep(1);
      return storage.getStore();
    });
    const answers = await Promise.all(['/a', '/b'].map((path) => own.get(path)));
    expect(answers.map(({ body }) => body)).toEqual(['/a', '/b']);
  });

  it('tells spawn callbacks of the greenlets of requests; one that is killed there never runs', async () => {
    await using own = await site((req) => req.url);
    const kill = (greenlet: Greenlet) => greenlet.kill(new GreenletExit(), { block: false });
    GreenletClass.addSpawnCallback(kill);
    const answer = await own.get('/killed');
    GreenletClass.removeSpawnCallback(kill);
    expect(answer.status).toBe(503);
    expect((await own.get('/next')).body).toBe('/next');
  });
});

describe('stop', () => {
  it('lets requests end, refuses new connections, and closes idle ones', async () => {
    const gate = new Event();
    await using own = await site(function* (req) {
      if (req.url === '/slow') yield gate.wait();
      return req.url;
    });
    const agent = new Agent({ keepAlive: true });
    await new Promise((resolve) =>
      get({ agent, port: own.port, host: '127.0.0.1' }, (res) => res.resume().once('end', resolve)),
    );
    const fresh = heard(dial(own.port)); // has sent nothing
    const slow = own.get('/slow');
    await until(() => own.server.nRunning === 1, 'it runs');
    const stopped = own.server.stop({ grace: 2000 });
    await until(() => !own.server.server.listening, 'it stops listening');
    expect(await heard(dial(own.port, 'GET / HTTP/1.1\r\n\r\n'))).toBe('');
    expect(await fresh).toBe('');
    gate.set();
    expect((await slow).body).toBe('/slow');
    expect((await slow).headers.connection).toBe('close');
    expect(await stopped).toBe(0);
    agent.destroy();
  });

  it('does not cut off an answer that a slow client has not taken yet', async () => {
    await using own = await site(() => Buffer.alloc(8_000_000, 'x'));
    const socket = dial(own.port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n');
    socket.pause();
    await until(() => own.server.server.listening && socket.bytesWritten > 0, 'it is sent');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const stopped = own.server.stop({ grace: 2000 });
    const all = heard(socket);
    socket.resume();
    expect((await all).length).toBeGreaterThan(8_000_000);
    expect(await stopped).toBe(0);
  });

  it('cuts a connection that somebody has taken over when the grace is over', async () => {
    await using own = await site(() => 'x');
    own.server.server.on('upgrade', (_, socket) => socket.on('error', () => undefined).write('taken'));
    const socket = dial(own.port, 'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
    const all = heard(socket);
    await new Promise((resolve) => socket.once('data', resolve));
    expect(await own.server.stop({ grace: 5 })).toBe(0);
    expect(await all).toBe('taken');
  });

  it('kills what is left when the grace is over: 503, and every finally runs', async () => {
    const log: string[] = [];
    await using own = await site(function* () {
      try {
        yield sleep(60_000);
      } finally {
        yield shield(function* () {
          yield sleep(3);
          log.push('clean');
        });
      }
    });
    const slow = own.get('/');
    await until(() => own.server.nRunning === 1, 'it runs');
    const [nKilled, again] = await Promise.all([own.server.stop({ grace: 5 }), own.server.stop()]);
    expect([nKilled, again]).toEqual([1, 1]);
    expect((await slow).status).toBe(503);
    expect(log).toEqual(['clean']);
    expect(own.errors).toEqual([]);
  });

  it('ends those that still wait for their turn as well, and none of them begins', async () => {
    const order: string[] = [];
    await using own = await site(
      function* (req) {
        order.push(req.url as string);
        yield sleep(60_000);
      },
      { maxConcurrent: 1 },
    );
    const answers = [own.get('/runs')];
    await until(() => own.server.nRunning === 1, 'one runs');
    answers.push(own.get('/waits'));
    await until(() => own.server.nQueued === 1, 'one waits');
    expect(await own.server.stop({ grace: 0 })).toBe(2);
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([503, 503]);
    expect(order).toEqual(['/runs']);
  });

  it('refuses a grace that is no time', async () => {
    await using own = await site(() => 'x');
    expect(codeOf(() => own.server.stop({ grace: -1 }))).toBe('GS_BAD_ARGUMENT');
  });
});
