/** The body of a request: whole, too large, broken off, read by somebody else. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { Timeout } from 'greenspool';
import { type Handler, json, readBody, text } from 'greenspool/server';
import { describe, expect, it, vi } from 'vitest';
import { bodyOf, greenletKinds } from '../helpers/bodies.ts';
import { Answer, answerTo, dial, heard, site, until } from './client.ts';

Object.assign(globalThis, { readBody, text, json });

const post = (body: string, headers = '') =>
  `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;

describe('the body of a request', () => {
  it.each(greenletKinds)('is read by a %s handler, as bytes, text and JSON, as often as it likes', async (kind) => {
    await using own = await site(
      await bodyOf(kind, 'const all = [CALL(readBody(env)).length, CALL(text(env)), CALL(json(env))]; return all;'),
    );
    expect((await answerTo(own.port, post('{"ä":1}'))).body).toBe(JSON.stringify([8, '{"ä":1}', { ä: 1 }]));
    expect(own.errors).toEqual([]);
  });

  it('is decoded by its charset, and 415 is the answer when nobody knows that', async () => {
    await using own = await site((req) => text(req), {});
    const latin = `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain; charset=latin1\r\nContent-Length: 1\r\n\r\n`;
    const socket = dial(own.port, latin);
    socket.write(Buffer.from([0xe4]));
    await heard(socket);
    await using asynchronous = await site(async (req) => await text(req));
    const second = dial(asynchronous.port, latin);
    second.write(Buffer.from([0xe4]));
    expect(await heard(second)).toMatch(/\r\nä$/);
    const unknown = await answerTo(asynchronous.port, post('x', 'Content-Type: text/plain; charset=klingon\r\n'));
    expect(unknown.status).toBe(415);
  });

  it('that is no JSON is answered with 400, and not reported', async () => {
    await using own = await site(async (req) => await json(req));
    const answer = await answerTo(own.port, post('{"a":'));
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('as JSON');
    expect(own.errors).toEqual([]);
  });

  it('beyond the limit is answered with 413, whether it says so before or not', async () => {
    await using own = await site(async (req) => await readBody(req, { limit: 10 }));
    expect((await answerTo(own.port, post('12345678901'))).status).toBe(413);
    const chunked = dial(
      own.port,
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n',
    );
    expect(new Answer(await firstOf(chunked)).status).toBe(413);
    chunked.destroy();
    expect((await answerTo(own.port, post('1234567890'))).status).toBe(200);
    expect(own.errors).toEqual([]);
  });

  it('that was refused leaves the connection to the next request, when the handler has answered by itself', async () => {
    await using own = await site(async (req) => {
      if (req.method === 'GET') return 'next';
      return await readBody(req, { limit: 5 }).catch((error: { code: string }) => error.code);
    });
    const chunked = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n';
    const socket = dial(own.port, chunked);
    const all = heard(socket);
    socket.write('3\r\n789\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await all).toMatch(/GS_BODY_TOO_LARGE[\s\S]*next$/);
  });

  it('throws a Timeout when it does not come in time', async () => {
    let error: unknown;
    await using own = await site(async (req) => {
      error = await readBody(req, { timeout: 5 }).catch((caught: unknown) => caught);
      return 'gave up';
    });
    const socket = dial(own.port, 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\n12');
    expect(await heard(socket)).toContain('gave up');
    expect(error).toBeInstanceOf(Timeout);
  });

  it('that somebody else reads is GS_BODY_TAKEN', async () => {
    await using own = await site(async (req) => {
      req.resume();
      await new Promise((resolve) => req.once('end', resolve));
      return (await readBody(req).catch((error: { code: string }) => error.code)) as string;
    });
    expect((await answerTo(own.port, post('abc'))).body).toBe('GS_BODY_TAKEN');
  });

  it('that is broken off ends the handler, and nothing else', async () => {
    const log: string[] = [];
    await using own = await site(function* (req: IncomingMessage) {
      if (req.method === 'GET') return 'served';
      try {
        return yield readBody(req);
      } finally {
        log.push('clean');
      }
    });
    const socket = dial(own.port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nabc');
    await until(() => own.server.nRunning === 1, 'the upload begins');
    socket.destroy();
    await until(() => own.server.nRunning === 0, 'the upload is given up');
    expect(log).toEqual(['clean']);
    expect((await own.get('/')).body).toBe('served');
    expect(own.errors).toEqual([]);
  });

  it('can be a megabyte that comes in pieces', async () => {
    await using own = await site(async (req) => `${(await readBody(req, { limit: 2e6 })).length}`);
    const answer = await new Promise<string>((resolve) => {
      const req = request({ port: own.port, host: '127.0.0.1', method: 'POST', agent: false }, (res) => {
        res.setEncoding('utf8').once('data', resolve);
      });
      for (let i = 0; i < 10; i++) req.write('x'.repeat(100_000));
      req.end();
    });
    expect(answer).toBe('1000000');
  });
});

describe('an upload that is refused while it comes', () => {
  const N_CHUNKS = 50;
  const chunk = 'x'.repeat(100_000);
  const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${N_CHUNKS * chunk.length}\r\n\r\n`;
  const refusals: Record<string, [Handler, number]> = {
    'a thrown 401': [() => thrown(401), 401],
    'a failure': [() => thrown(), 500],
    'too large a body': [async (req) => await text(req), 413],
    'a failure after a part of it': [
      async (req) => {
        await once(req, 'data');
        return thrown(403);
      },
      403,
    ],
  };
  const thrown = (status?: number) => {
    throw Object.assign(new Error('refused'), { status });
  };

  it.each(Object.entries(refusals))(
    'with %s is read to its end, and the client sees why',
    async (_, [handler, status]) => {
      await using own = await site(async (req, res) => (req.method === 'GET' ? 'next' : await handler(req, res)));
      const socket = dial(own.port);
      socket.pause();
      socket.write(head);
      for (let i = 0; i < N_CHUNKS; i++) await new Promise((resolve) => socket.write(chunk, resolve));
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      const all = await heard(socket.resume());
      expect(new Answer(all).status).toBe(status);
      expect(all).toMatch(/next$/); // and its connection can be used again
    },
  );

  it('is read no further when it has no end', async () => {
    await using own = await site(() => thrown(401));
    const socket = dial(own.port, 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const all = heard(socket);
    const piece = `${(1_000_000).toString(16)}\r\n${'x'.repeat(1_000_000)}\r\n`;
    const send = () => socket.write(piece, (error) => error ?? send());
    send();
    expect(new Answer(await all).status).toBe(401);
  });

  it('is waited for no longer when it stops', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await using own = await site(() => thrown(401));
      const socket = dial(own.port, head);
      const all = heard(socket);
      await until(() => vi.getTimerCount() > 0, 'it is waited for');
      vi.advanceTimersByTime(9000);
      expect(await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 20, 'open'))])).toBe('open');
      vi.advanceTimersByTime(1000);
      expect(new Answer(await all).status).toBe(401);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

async function firstOf(socket: Socket): Promise<string> {
  const [data] = (await once(socket, 'data')) as [Buffer];
  return String(data);
}
