/** What a handler returns, or writes, and what the client gets. */
import { once } from 'node:events';
import { PassThrough, Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { sleep } from 'greenspool';
import { fetch as blockingFetch } from 'greenspool/fetch';
import { type Handler, write } from 'greenspool/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, greenletKinds } from '../helpers/bodies.ts';
import { answerTo, type Site, site, until } from './client.ts';

const TEXT = 'text/plain; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const BYTES = 'application/octet-stream';

async function* words() {
  yield 'one ';
  await null;
  yield Buffer.from('two');
}

/** Each by its path: the handler, then status, type and body. */
const cases: Record<string, [Handler, number, string | undefined, string]> = {
  '/text': [() => 'häl', 200, TEXT, 'häl'],
  '/empty-text': [() => '', 200, TEXT, ''],
  '/bytes': [() => new Uint8Array([65, 66]), 200, BYTES, 'AB'],
  '/buffer': [() => Buffer.from('buffer'), 200, BYTES, 'buffer'],
  '/array-buffer': [() => new Uint8Array([65, 66]).buffer, 200, BYTES, 'AB'],
  '/shared-array-buffer': [() => new SharedArrayBuffer(2), 200, BYTES, '\0\0'],
  '/clamped-array': [() => new Uint8ClampedArray([65, 66]), 200, BYTES, 'AB'],
  '/typed-array': [() => new Uint16Array(new Uint8Array([65, 66, 67, 68, 69, 70]).buffer, 2, 1), 200, BYTES, 'CD'],
  '/data-view': [() => new DataView(new Uint8Array([65, 66, 67]).buffer, 1), 200, BYTES, 'BC'],
  '/blob': [() => new Blob(['blo', 'b']), 200, BYTES, 'blob'],
  '/empty-blob': [() => new Blob([]), 200, BYTES, ''],
  '/typed-blob': [() => new Blob(['a{}'], { type: 'text/css' }), 200, 'text/css', 'a{}'],
  '/array-buffer-body': [() => ({ status: 201, body: new Uint8Array([65]).buffer }), 201, BYTES, 'A'],
  '/blob-body': [
    () => ({ status: 201, headers: { 'content-type': 'x/y' }, body: new Blob(['b'], { type: 'text/css' }) }),
    201,
    'x/y',
    'b',
  ],
  '/no-blob': [() => ({ status: 204, body: new Blob(['b']) }), 204, BYTES, ''],
  '/chunks-of-bytes': [() => [new Uint8Array([65]).buffer, new Int8Array([66])].values(), 200, BYTES, 'AB'],
  '/object': [() => ({ a: [1, null] }), 200, JSON_TYPE, '{"a":[1,null]}'],
  '/array': [() => [1, 'b'], 200, JSON_TYPE, '[1,"b"]'],
  '/null': [() => null, 200, JSON_TYPE, 'null'],
  '/false': [() => false, 200, JSON_TYPE, 'false'],
  '/number': [() => 404, 200, JSON_TYPE, '404'],
  '/data-with-status': [() => ({ status: 'fine' }), 200, JSON_TYPE, '{"status":"fine"}'],
  '/more-than-parts': [() => ({ status: 404, id: 7 }), 200, JSON_TYPE, '{"status":404,"id":7}'],
  '/status': [() => ({ status: 404 }), 404, undefined, ''],
  '/parts': [() => ({ status: 201, headers: { 'X-A': 'b' }, body: { made: true } }), 201, JSON_TYPE, '{"made":true}'],
  '/pairs': [() => ({ status: 200, headers: [['content-type', 'text/css']], body: 'p{}' }), 200, 'text/css', 'p{}'],
  '/response': [() => new Response('web', { status: 202, headers: { 'content-type': 'x/y' } }), 202, 'x/y', 'web'],
  '/empty-response': [() => new Response(null, { status: 204 }), 204, undefined, ''],
  '/own-type': [
    (_, res) => {
      res.statusCode = 203;
      res.setHeader('Content-Type', 'text/html');
      return '<p>';
    },
    203,
    'text/html',
    '<p>',
  ],
  '/written': [(_, res) => void res.end('written'), 200, undefined, 'written'],
  '/returns-res': [(_, res) => res.end('res'), 200, undefined, 'res'],
  '/later': [(_, res) => void setTimeout(() => res.end('later'), 1), 200, undefined, 'later'],
  '/promise': [() => Promise.resolve('promise'), 200, TEXT, 'promise'],
  '/node-stream': [() => Readable.from(['a', 'b']), 200, BYTES, 'ab'],
  '/web-stream': [() => new Blob(['web', 'stream']).stream(), 200, BYTES, 'webstream'],
  '/async-iterable': [() => words(), 200, BYTES, 'one two'],
  '/iterator': [() => ['x', 'y'].values(), 200, BYTES, 'xy'],
  '/generator-body': [() => ({ status: 200, body: ['g', 'h'].values() }), 200, BYTES, 'gh'],
  '/undefined-json': [() => Symbol('s'), 500, TEXT, 'Internal Server Error\n'],
  '/bad-header': [() => ({ status: 200, headers: { 'a b': 'c' } }), 500, TEXT, 'Internal Server Error\n'],
  '/chunk-of-no-kind': [() => [1].values(), 500, TEXT, 'Internal Server Error\n'],
};

// the texts of the bodies name them
Object.assign(globalThis, { sleep, write });

let server: Site;
beforeAll(async () => {
  server = await site((req, res) => {
    const [handler] = cases[req.url ?? ''] ?? [() => 'none'];
    return handler(req, res);
  });
});
afterAll(() => server[Symbol.asyncDispose]());

describe('an answer', () => {
  it.each(Object.entries(cases))('of %s', async (path, [, status, type, body]) => {
    const answer = await server.get(path);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe(type?.toLowerCase());
    const isChunked = answer.headers['transfer-encoding'] === 'chunked';
    expect(answer.body).toBe(body);
    if (!isChunked && status !== 204) expect(Number(answer.headers['content-length'])).toBe(Buffer.byteLength(body));
  });

  it('keeps several cookies of a Response apart', async () => {
    const headers = new Headers([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ]);
    await using own = await site(() => new Response('x', { headers }));
    expect((await own.get('/')).raw.match(/set-cookie: .=./gi)).toHaveLength(2);
  });

  it.each(greenletKinds)('is what greenspool/fetch gave a %s handler, passed on as it is', async (kind) => {
    await using upstream = await site((req) =>
      req.url === '/none'
        ? new Response(null, { status: 204, headers: { 'x-up': '0' } })
        : new Response('upstream', { status: 418, headers: { 'content-type': 'x/y', 'x-up': '1' } }),
    );
    Object.assign(globalThis, { blockingFetch, upstreamPort: upstream.port });
    await using own = await site(
      await bodyOf(
        kind,
        "return CALL(blockingFetch('http://127.0.0.1:' + upstreamPort + env.url, { timeout: 5000 }));",
      ),
    );
    const answer = await own.get('/');
    expect([answer.status, answer.headers['content-type'], answer.headers['x-up'], answer.body]).toEqual([
      418,
      'x/y',
      '1',
      'upstream',
    ]);
    const none = await own.get('/none');
    expect([none.status, none.headers['x-up'], none.body]).toEqual([204, '0', '']);
    expect(own.errors).toEqual([]);
  });

  it('that was fetched is passed on without what fetch has dealt with: its connection, and the encoding', async () => {
    await using upstream = await site(() => ({
      status: 200,
      headers: { 'content-encoding': 'gzip', 'x-up': '1' },
      body: gzipSync('plain again'),
    }));
    await using own = await site(() => fetch(`http://127.0.0.1:${upstream.port}/`));
    const { headers, body } = await own.get('/');
    expect([headers.connection, headers['content-encoding'], headers['x-up'], body]).toEqual([
      'close',
      undefined,
      '1',
      'plain again',
    ]);
  });

  it('has no body when only the head was asked for, and a stream is closed unread', async () => {
    let isClosed = false;
    function* never() {
      try {
        yield 'never sent';
      } finally {
        isClosed = true;
      }
    }
    const stream = new Readable({ read: () => undefined });
    await using own = await site((req) =>
      req.url === '/text' ? 'text' : { status: 200, body: req.url === '/gen' ? never() : stream },
    );
    for (const path of ['/text', '/gen', '/stream']) {
      const answer = await answerTo(own.port, `HEAD ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect([answer.status, answer.body]).toEqual([200, '']);
    }
    expect(isClosed).toBe(false); // it had not begun
    expect(stream.destroyed).toBe(true);
  });

  it.each([204, 205, 304])('with status %i has no body either, and does not wait for a stream', async (status) => {
    const endless = new Readable({ read: () => undefined });
    let isFinished = false;
    async function* slow() {
      try {
        yield 'begun';
        await sleep(60_000);
      } finally {
        isFinished = true;
      }
    }
    await using own = await site((req) => ({ status, body: req.url === '/stream' ? endless : slow() }));
    for (const path of ['/stream', '/generator']) {
      const answer = await own.get(path);
      expect([answer.status, answer.body]).toEqual([status, '']);
    }
    expect(endless.destroyed).toBe(true);
    expect(isFinished).toBe(false); // it had not begun
    expect(own.errors).toEqual([]);
  });

  it.each(greenletKinds)('comes from a %s handler that blocks', async (kind) => {
    const handler = await bodyOf(kind, 'CALL(sleep(1)); const { url } = env; CALL(sleep(0)); return url;');
    await using own = await site(handler);
    expect((await own.get('/block')).body).toBe('/block');
    expect(own.errors).toEqual([]);
  });

  it.each(['compiled', 'stormy'] as const)('comes from a %s generator that blocks between its chunks', async (kind) => {
    const text = `function* rows() { for (let i = 0; i < 3; i++) { sleep(i % 2); yield 'row ' + i + ';' } }
      return { status: 200, body: rows() };`;
    await using own = await site(await bodyOf(kind, text));
    expect((await own.get('/')).body).toBe('row 0;row 1;row 2;');
    expect(own.errors).toEqual([]);
  });
});

describe('write', () => {
  it.each(greenletKinds)('blocks a %s handler until the client has taken what was written', async (kind) => {
    const text = `const res = arguments[1]; let most = 0;
      for (let i = 0; i < 40; i++) { CALL(write(res, 'x'.repeat(100000))); most = Math.max(most, res.writableLength); }
      res.end(String(most));`;
    await using own = await site(await bodyOf(kind, text));
    const { body } = await own.get('/');
    const most = body.replace(/^x+/, '');
    expect(body.length - most.length).toBe(40 * 100_000);
    expect(Number(most)).toBeLessThan(1_000_000);
  });

  it('listens once, however often it waits: middleware may hand `drain` on to a stream of its own', async () => {
    const inner = new PassThrough({ highWaterMark: 1 });
    const res = new Writable({ write: (_chunk, _encoding, done) => done() });
    const on = res.on.bind(res);
    Object.assign(res, {
      on: (event: string, listener: () => void) =>
        event === 'drain' ? inner.on(event, listener) : on(event, listener),
      write: (chunk: unknown) => inner.write(chunk),
    });
    for (let i = 0; i < 20; i++) {
      const waits = write(res, 'more');
      inner.read();
      await waits;
    }
    expect([inner.listenerCount('drain'), res.listenerCount('close')]).toEqual([1, 1]);
    const waits = Promise.all([write(res, 'a'), write(res, 'b')].map((wait) => wait.catch((error: Error) => error)));
    res.destroy();
    expect(await waits).toMatchObject([{ code: 'GS_CLIENT_GONE' }, { code: 'GS_CLIENT_GONE' }]);
  });

  it('says of a time that is over that the client took nothing', async () => {
    const res = new Writable({ highWaterMark: 1, write: () => undefined });
    await expect(write(res, 'more', { timeout: 5 })).rejects.toMatchObject({
      code: 'GS_TIMEOUT',
      message: expect.stringContaining('write to a client: the client took nothing within 5 ms.'),
    });
    await expect(write(res, 'more', { timeout: 0 })).rejects.toThrow('the client took nothing within 0 ms');
  });

  it('throws when the client has gone', async () => {
    let code: unknown;
    await using own = await site(async (_, res) => {
      res.destroy();
      await Promise.resolve(write(res, 'x')).catch((error) => {
        code = error.code;
      });
    });
    await own.get('/');
    expect(code).toBe('GS_CLIENT_GONE');
  });

  it('throws after the end of the answer, which stands', async () => {
    const codes: unknown[] = [];
    await using own = await site(async (_, res) => {
      res.end('whole');
      const late = () => Promise.resolve(write(res, 'more')).catch((error) => codes.push(error.code));
      await late();
      if (!res.closed) await once(res, 'close');
      await late();
    });
    expect((await own.get('/')).body).toBe('whole');
    await until(() => codes.length === 2, 'both writes');
    expect([codes, own.errors]).toEqual([['GS_ANSWERED_TWICE', 'GS_ANSWERED_TWICE'], []]);
  });
});
