/** Whatever clients and handlers do, the server goes on, and no other request is lost. Each case is followed by one that must be served. */
import { GreenletExit, getCurrent, onError, sleep, spawn } from 'greenspool';
import type { Handler } from 'greenspool/server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answerTo, dial, heard, type Site, site, until } from './client.ts';

const log: string[] = [];

const handlers: Record<string, Handler> = {
  '/throw': () => {
    throw new Error('thrown');
  },
  '/throw-undefined': () => {
    throw undefined;
  },
  '/throw-proxy': () => {
    throw new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
        getPrototypeOf: () => {
          throw new Error('no');
        },
      },
    );
  },
  '/throw-late': function* () {
    yield sleep(1);
    throw new Error('late');
  },
  '/status': () => {
    throw Object.assign(new Error('no such user'), { status: 404 });
  },
  '/status-hidden': () => {
    throw Object.assign(new Error('secret'), { statusCode: 403, expose: false });
  },
  '/status-wrong': () => {
    throw Object.assign(new Error('odd'), { status: 200 });
  },
  '/own-headers': (_, res) => {
    res.setHeader('Content-Length', 1000);
    res.setHeader('Content-Encoding', 'gzip');
    throw new Error('after headers');
  },
  '/half': function* (_, res) {
    res.write('half of it');
    yield sleep(1);
    throw new Error('half');
  },
  '/fails-when-done': function* (_, res) {
    res.end('done');
    yield sleep(1);
    throw new Error('afterwards');
  },
  '/twice': (_, res) => {
    res.end('first');
    return 'second';
  },
  '/begins-and-returns': (_, res) => {
    res.write('begun');
    return 'more';
  },
  '/ends-twice': (_, res) => {
    res.end('first');
    res.end('second');
  },
  '/writes-after-end': (_, res) => {
    res.end('first');
    res.write('second');
  },
  '/head-twice': (_, res) => {
    res.writeHead(200);
    res.end('first');
    res.writeHead(500);
  },
  '/circular': () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    return circle;
  },
  '/stream-fails': function* () {
    yield sleep(0);
    return (async function* () {
      throw Object.assign(new Error('no stream'), { status: 502 });
    })();
  },
  '/stream-breaks': () =>
    (async function* () {
      yield 'some';
      await new Promise((resolve) => setTimeout(resolve, 2)); // until it is sent
      throw new Error('breaks');
    })(),
  '/killed': function* () {
    const self = getCurrent();
    spawn(() => self.kill(new GreenletExit('by hand'), { block: false }));
    yield sleep(60_000);
  },
  '/silent': () => undefined,
  '/slow': function* () {
    try {
      yield sleep(60_000);
    } finally {
      log.push('clean');
    }
  },
};

let server: Site;
beforeAll(async () => {
  server = await site(
    (req, res) => {
      const handler = handlers[req.url ?? ''];
      return handler === undefined ? `served ${req.url}` : runAs(handler, req, res);
    },
    { http: { headersTimeout: 60, requestTimeout: 80, connectionsCheckingInterval: 20 } },
  );
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(async () => {
  expect((await server.get('/next')).body).toBe('served /next');
  await until(() => server.server.nRunning === 0, 'all is over');
  server.errors.length = 0;
  log.length = 0;
});

/** Generators and promises that a plain handler returns make it what they are. */
const runAs: (handler: Handler, ...args: Parameters<Handler>) => unknown = (handler, ...args) => handler(...args);

describe('a handler that', () => {
  it.each([
    ['/throw', 500, 'Internal Server Error\n', ['thrown']],
    ['/throw-undefined', 500, 'Internal Server Error\n', ['undefined']],
    ['/throw-late', 500, 'Internal Server Error\n', ['late']],
    ['/status', 404, 'no such user\n', []],
    ['/status-hidden', 403, 'Forbidden\n', []],
    ['/status-wrong', 500, 'Internal Server Error\n', ['odd']],
    ['/own-headers', 500, 'Internal Server Error\n', ['after headers']],
    ['/fails-when-done', 200, 'done', ['afterwards']],
    ['/twice', 200, 'first', ['GS_ANSWERED_TWICE']],
    ['/begins-and-returns', 200, 'begun', ['GS_ANSWERED_TWICE']],
    ['/ends-twice', 200, 'first', ['ERR_STREAM_WRITE_AFTER_END']],
    ['/writes-after-end', 200, 'first', ['ERR_STREAM_WRITE_AFTER_END']],
    ['/head-twice', 200, 'first', ['ERR_HTTP_HEADERS_SENT']],
    ['/circular', 500, 'Internal Server Error\n', [expect.stringContaining('circular')]],
    ['/stream-fails', 502, 'Bad Gateway\n', ['no stream']],
    ['/killed', 503, 'Service Unavailable\n', []],
  ])('does %s is answered with %i', async (path, status, body, reported) => {
    const answer = await server.get(path);
    expect([answer.status, answer.body]).toEqual([status, body]);
    await until(() => server.server.nRunning === 0, 'it is over');
    expect(server.errors).toEqual(reported);
  });

  it('rejects is answered with 500', async () => {
    await using own = await site(async () => {
      await sleep(1);
      throw new Error('rejected');
    });
    expect((await own.get('/')).status).toBe(500);
    expect(own.errors).toEqual(['rejected']);
  });

  it('throws what cannot even be looked at is answered with 500', async () => {
    await using own = await site(handlers['/throw-proxy'] as Handler, { onError: () => log.push('reported') });
    expect((await own.get('/')).status).toBe(500);
    expect(log).toEqual(['reported']);
  });

  it.each(['/half', '/stream-breaks'])('fails in the middle of an answer (%s) has its connection cut', async (path) => {
    const { raw } = await server.get(path);
    expect(raw).toMatch(/half of it|some/);
    expect(raw).not.toMatch(/\r\n0\r\n\r\n$/); // the end of a chunked answer
    expect(server.errors).toEqual([path === '/half' ? 'half' : 'breaks']);
  });

  it('never answers gets a 503 after `timeout`, and its greenlets are killed', async () => {
    await using own = await site((req, res) => handlers[req.url as string]?.(req, res), { timeout: 15 });
    const [silent, slow] = await Promise.all([own.get('/silent'), own.get('/slow')]);
    expect([silent.status, slow.status]).toEqual([503, 503]);
    await until(() => own.server.nRunning === 0, 'both are over');
    expect(log).toEqual(['clean']);
    expect(own.errors).toEqual(['GS_TIMEOUT', 'GS_TIMEOUT']);
  });

  it('fails is reported by onError of greenspool when the server has none', async () => {
    const seen: unknown[] = [];
    const before = onError((error) => seen.push(error));
    try {
      const { serve } = await import('greenspool/server');
      await using own = await serve(handlers['/throw'] as Handler, { port: 0, host: '127.0.0.1', signals: false });
      await answerTo(own.port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      await new Promise((resolve) => setTimeout(resolve, 2));
      expect(seen).toEqual([expect.objectContaining({ message: 'thrown' })]); // once, not by the hub as well
    } finally {
      onError(before);
    }
  });

  it('fails is reported even if onError of the server fails', async () => {
    const seen: string[] = [];
    const before = onError((error) => seen.push((error as Error).message));
    const failing = () => {
      throw new Error('broken');
    };
    await using own = await site(handlers['/throw'] as Handler, { onError: failing });
    expect((await own.get('/')).status).toBe(500);
    onError(before);
    expect(seen).toEqual(['thrown', 'broken']);
  });
});

const request = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;

describe('a client that', () => {
  it.each([
    ['no HTTP', 'nonsense\r\n\r\n', 400],
    ['a bad header', 'GET / HTTP/1.1\r\nHo st: x\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400],
    ['huge headers', `GET / HTTP/1.1\r\nHost: x\r\nX-Huge: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ])('sends %s gets an answer that says so', async (_, text, status) => {
    const good = server.get('/meanwhile');
    expect((await answerTo(server.port, text)).status).toBe(status);
    expect((await good).body).toBe('served /meanwhile');
    expect(server.errors).toEqual([]);
  });

  it('sends its headers too slowly is shut out, while others are served', async () => {
    const slow = dial(server.port, 'GET / HTTP/1.1\r\nHost');
    const end = heard(slow);
    expect((await server.get('/meanwhile')).body).toBe('served /meanwhile');
    expect(await end).toMatch(/^HTTP\/1.1 408|^$/);
  });

  it('goes away kills the greenlet of its request, whose finally runs', async () => {
    const socket = dial(server.port, 'GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => server.server.nRunning === 1, 'it begins');
    socket.destroy();
    await until(() => log.length > 0, 'it is killed');
    expect(log).toEqual(['clean']);
    expect(server.errors).toEqual([]);
  });

  it('goes away kills an async handler at the blocking call that it awaits', async () => {
    await using own = await site(async () => {
      try {
        await sleep(60_000);
      } finally {
        log.push('clean');
      }
    });
    const socket = dial(own.port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => own.server.nRunning === 1, 'it begins');
    socket.destroy();
    await until(() => own.server.nRunning === 0, 'it is over');
    expect(log).toEqual(['clean']);
    expect(own.errors).toEqual([]);
  });

  it.each(['/throw', '/throw-late'])('pipelines gets its answers in order, behind %s too', async (failing) => {
    const text = request('/a') + request(failing) + request('/c', 'Connection: close\r\n');
    const { raw } = await answerTo(server.port, text);
    expect(raw.match(/HTTP\/1.1 \d+|served \/\w/g)).toEqual([
      'HTTP/1.1 200',
      'served /a',
      'HTTP/1.1 500',
      'HTTP/1.1 200',
      'served /c',
    ]);
  });

  it('goes away ends all that it has pipelined', async () => {
    const socket = dial(server.port, ['/slow', '/slow', '/silent', '/slow'].map((path) => request(path)).join(''));
    await until(() => server.server.nRunning === 4, 'all begin');
    socket.destroy();
    await until(() => server.server.nRunning === 0, 'all are over');
    expect(log).toEqual(['clean', 'clean', 'clean']);
    expect(server.errors).toEqual([]);
  });

  it('keeps its connection uses it again', async () => {
    const socket = dial(server.port);
    for (const path of ['/1', '/2']) {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      const [chunk] = await new Promise<[Buffer]>((resolve) => socket.once('data', (data) => resolve([data])));
      expect(String(chunk)).toContain(`served ${path}`);
    }
    socket.destroy();
  });
});
